/* Sends one mail as a monitoring probe on UW c-client does, and prints the library's log in the form of that
 * probe's: "[...]" information, "%..." warning, "?..." error, anything else a line of the dialogue.
 *
 * send-one-mail HOSTSPEC USER PASSWORD FROM TO    HOSTSPEC as the library has it: host:port/tls/novalidate-cert
 * Exit code: 0 the server has taken the mail, 1 it has not, 2 usage. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <c-client/c-client.h>
#include <c-client/smtp.h>

static const char *user, *password;

static int send_mail (SENDSTREAM *stream, char *from, char *to);

int main (int argc, char *argv[])
{
  char hostspec[512];
  char *hosts[2] = { hostspec, NIL };
  SENDSTREAM *stream;
  int sent;

  if (argc != 6) {
    fprintf (stderr, "usage: %s HOSTSPEC USER PASSWORD FROM TO\n", argv[0]);
    return 2;
  }
  setvbuf (stdout, NULL, _IOLBF, 0);
  user = argv[2];
  password = argv[3];
  /* The library logs in only where the host specification names a user. */
  snprintf (hostspec, sizeof hostspec, "%s%s%s", argv[1], *user ? "/user=" : "", user);

#include <c-client/linkage.c>

  stream = smtp_open_full (NIL, hosts, "smtp", 0, SOP_DEBUG);
  if (!stream) return 1;
  sent = send_mail (stream, argv[4], argv[5]);
  smtp_close (stream);
  return sent ? 0 : 1;
}

static int send_mail (SENDSTREAM *stream, char *from, char *to)
{
  ENVELOPE *message = mail_newenvelope ();
  BODY *body = mail_newbody ();
  char *text = "The disk is full.\r\n";
  char date[MAILTMPLEN];
  int sent;

  rfc822_date (date);
  message->date = (unsigned char *) cpystr (date);
  message->subject = cpystr ("from c-client");
  rfc822_parse_adrlist (&message->from, from, "localhost");
  rfc822_parse_adrlist (&message->return_path, from, "localhost");
  rfc822_parse_adrlist (&message->to, to, "localhost");
  body->type = TYPETEXT;
  body->contents.text.data = (unsigned char *) cpystr (text);
  body->contents.text.size = strlen (text);
  sent = smtp_mail (stream, "MAIL", message, body) != NIL;
  printf (sent ? "[Ok]\n" : "[Failed - %s]\n", stream->reply);
  mail_free_envelope (&message);
  mail_free_body (&body);
  return sent;
}

/* What the library calls; the names and signatures are its own. */

void mm_login (NETMBX *mb, char *name, char *secret, long trial)
{
  printf ("(mm_login) getting username and password for host [%s]\n", mb->host);
  snprintf (name, NETMAXUSER, "%s", user);
  snprintf (secret, MAILTMPLEN, "%s", password);
}

void mm_log (char *string, long kind)
{
  if (kind == WARN || kind == PARSE) printf ("%%%s\n", string);
  else if (kind == ERROR) printf ("?%s\n", string);
  else printf ("[%s]\n", string);
}

void mm_dlog (char *string)
{
  puts (string);
}

void mm_fatal (char *string)
{
  printf ("?%s\n", string);
}

/* The half of the library that reads mailboxes wants these too. */

void mm_searched (MAILSTREAM *stream, unsigned long number) { }
void mm_exists (MAILSTREAM *stream, unsigned long number) { }
void mm_expunged (MAILSTREAM *stream, unsigned long number) { }
void mm_flags (MAILSTREAM *stream, unsigned long number) { }
void mm_notify (MAILSTREAM *stream, char *string, long kind) { }
void mm_list (MAILSTREAM *stream, int delimiter, char *mailbox, long attributes) { }
void mm_lsub (MAILSTREAM *stream, int delimiter, char *mailbox, long attributes) { }
void mm_status (MAILSTREAM *stream, char *mailbox, MAILSTATUS *status) { }
void mm_critical (MAILSTREAM *stream) { }
void mm_nocritical (MAILSTREAM *stream) { }
long mm_diskerror (MAILSTREAM *stream, long code, long serious) { return NIL; }
