# Sends one mail with Net::SMTP and prints its debug log. Exit code 0: the server has taken the mail.
# Without --ca the server's certificate is not checked.
use strict;
use warnings;
use Getopt::Long;
use Net::SMTP;

my %option = (starttls => 'always');
GetOptions(\%option, 'starttls=s', 'ca=s', 'cert=s', 'key=s', 'user=s', 'password=s') or exit 2;
my ($host, $port, $sender, $recipient) = @ARGV;

my $client = Net::SMTP->new($host, Port => $port, Hello => 'client.test', Debug => 1, Timeout => 20)
    or die "connect: $@\n";
if ($option{starttls} eq 'always' or $option{starttls} eq 'when-offered' and defined $client->supports('STARTTLS')) {
    my %tls = $option{ca} ? (SSL_ca_file => $option{ca}) : (SSL_verify_mode => 0);
    %tls = (%tls, SSL_cert_file => $option{cert}, SSL_key_file => $option{key}) if $option{cert};
    $client->starttls(%tls) or die 'starttls: ', reason(), "\n";
    print STDERR 'agreed on ', $client->get_sslversion, ' ', $client->get_cipher, "\n";
}
if ($option{user}) {
    $client->auth($option{user}, $option{password}) or die 'auth: ', reason(), "\n";
}
$client->mail($sender) or die 'mail: ', reason(), "\n";
$client->to($recipient) or die 'to: ', reason(), "\n";
$client->data("Subject: an alarm\n\nThe disk is full.\n") or die 'data: ', reason(), "\n";
$client->quit;

sub reason { return join ' ', $client->code, $client->message, $IO::Socket::SSL::SSL_ERROR // '' }
