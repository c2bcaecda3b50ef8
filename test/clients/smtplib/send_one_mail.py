"""Sends one mail with smtplib and prints its debug log. Exit code 0: the server has taken the mail."""
import argparse
import smtplib
import ssl

parser = argparse.ArgumentParser()
parser.add_argument("host")
parser.add_argument("port", type=int)
parser.add_argument("sender")
parser.add_argument("recipient")
parser.add_argument("--starttls", choices=["always", "when-offered", "never"], default="always")
parser.add_argument("--ca", help="trust this authority and check the name; without it nothing is checked")
parser.add_argument("--cert", help="client certificate with its chain")
parser.add_argument("--key")
parser.add_argument("--user")
parser.add_argument("--password")
parser.add_argument("--tls", choices=["TLSv1", "TLSv1_1", "TLSv1_2", "TLSv1_3"], help="this version only")
parser.add_argument("--ciphers", default="DEFAULT:@SECLEVEL=0", help="together with --tls")
options = parser.parse_args()

context = ssl.create_default_context(cafile=options.ca)
if not options.ca:
    context.check_hostname = False
    context.verify_mode = ssl.CERT_NONE
if options.tls:
    context.set_ciphers(options.ciphers)
    context.minimum_version = context.maximum_version = ssl.TLSVersion[options.tls]
if options.cert:
    context.load_cert_chain(options.cert, options.key)

with smtplib.SMTP(local_hostname="client.test") as client:
    client.set_debuglevel(1)
    client._host = options.host  # the name that STARTTLS checks, as the constructor sets it
    client.connect(options.host, options.port)
    client.ehlo()
    if options.starttls == "always" or (options.starttls == "when-offered" and client.has_extn("starttls")):
        client.starttls(context=context)
        print("agreed on", client.sock.version(), client.sock.cipher()[0])
    if options.user:
        client.login(options.user, options.password)
    client.sendmail(options.sender, [options.recipient], "Subject: an alarm\r\n\r\nThe disk is full.\r\n")
