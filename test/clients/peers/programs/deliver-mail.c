// Delivers mails through Mbed TLS 2.28. One job per line of standard input, its fields as name=value with a tab between;
// one line of JSON per job on standard output. Exit code 0: every mail was accepted inside TLS.
#include <errno.h>
#include <netdb.h>
#include <stdarg.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

#include <mbedtls/ctr_drbg.h>
#include <mbedtls/entropy.h>
#include <mbedtls/error.h>
#include <mbedtls/net_sockets.h>
#include <mbedtls/ssl.h>

#define MAX_FIELDS 20
#define MAX_SUITES 64

struct field {
  const char *name;
  const char *value;
};

struct job {
  struct field fields[MAX_FIELDS];
  int count;
};

// What a job has come to; `words` is the stack's own text of what went wrong.
struct result {
  bool delivered;
  char version[16];
  char suite[80];
  int alert;
  const char *end;
  char words[512];
};

// One connection: the socket first, then TLS on it.
struct connection {
  mbedtls_net_context net;
  mbedtls_ssl_context ssl;
  mbedtls_ssl_config config;
  mbedtls_x509_crt ca;
  mbedtls_x509_crt cert;
  mbedtls_pk_context key;
  int suites[MAX_SUITES + 1];
  bool secured;
  unsigned patience_ms;
  struct result *result;
};

static mbedtls_entropy_context entropy;
static mbedtls_ctr_drbg_context drbg;

static const char *field(const struct job *job, const char *name) {
  for (int i = 0; i < job->count; i++)
    if (strcmp(job->fields[i].name, name) == 0) return job->fields[i].value;
  return NULL;
}

static bool fails(struct connection *c, const char *format, ...) {
  va_list args;
  va_start(args, format);
  vsnprintf(c->result->words, sizeof c->result->words, format, args);
  va_end(args);
  return false;
}

static bool tls_fails(struct connection *c, const char *where, int code) {
  char text[256];
  mbedtls_strerror(code, text, sizeof text);
  // The alert that was read stands where its record was put.
  if (code == MBEDTLS_ERR_SSL_FATAL_ALERT_MESSAGE) c->result->alert = c->ssl.in_msg[1];
  return fails(c, "%s: -0x%04x %s", where, -code, text);
}

static int receive(struct connection *c, unsigned char *into, size_t length) {
  if (c->secured) return mbedtls_ssl_read(&c->ssl, into, length);
  return mbedtls_net_recv_timeout(&c->net, into, length, c->patience_ms);
}

static bool sends(struct connection *c, const char *bytes, size_t length) {
  while (length > 0) {
    int sent = c->secured ? mbedtls_ssl_write(&c->ssl, (const unsigned char *)bytes, length)
                          : mbedtls_net_send(&c->net, (const unsigned char *)bytes, length);
    if (sent <= 0) return tls_fails(c, "send", sent);
    bytes += sent;
    length -= sent;
  }
  return true;
}

// Byte by byte: what is read here must not run into the TLS behind STARTTLS.
static bool read_line(struct connection *c, char *line, size_t size) {
  size_t length = 0;
  for (;;) {
    unsigned char next;
    int got = receive(c, &next, 1);
    if (got == 0) return fails(c, "closed where a reply was due");
    if (got < 0) return tls_fails(c, "receive", got);
    if (next == '\n') break;
    if (next != '\r' && length + 1 < size) line[length++] = next;
  }
  line[length] = '\0';
  return true;
}

static bool hears(struct connection *c, const char *code) {
  char line[1024];
  do {
    if (!read_line(c, line, sizeof line)) return false;
    if (strncmp(line, code, 3) != 0) return fails(c, "reply: %.400s", line);
  } while (line[3] == '-');
  return true;
}

static bool says(struct connection *c, const char *code, const char *format, ...) {
  char line[1024];
  va_list args;
  va_start(args, format);
  int length = vsnprintf(line, sizeof line - 2, format, args);
  va_end(args);
  strcpy(line + length, "\r\n");
  return sends(c, line, length + 2) && hears(c, code);
}

static bool sends_file(struct connection *c, const char *path) {
  FILE *file = fopen(path, "rb");
  if (!file) return fails(c, "%s: %s", path, strerror(errno));
  // As much as one record holds, so that the largest ones are seen, too.
  char bytes[MBEDTLS_SSL_MAX_CONTENT_LEN];
  bool sent = true;
  for (size_t got; sent && (got = fread(bytes, 1, sizeof bytes, file)) > 0;) sent = sends(c, bytes, got);
  fclose(file);
  return sent;
}

static bool hears_the_end(struct connection *c) {
  unsigned char next;
  int got = receive(c, &next, 1);
  if (got > 0) return fails(c, "bytes behind the reply to QUIT");
  if (got == MBEDTLS_ERR_SSL_PEER_CLOSE_NOTIFY) c->result->end = "close_notify";
  else if (got == 0 || got == MBEDTLS_ERR_SSL_CONN_EOF) c->result->end = "cut";
  else return tls_fails(c, "end", got);
  return true;
}

static bool set_versions(struct connection *c, const char *list) {
  // By minor version. SSL 3.0, the first, is not in Debian's build.
  static const char *const known[] = {"", "TLSv1", "TLSv1.1", "TLSv1.2"};
  char names[128];
  bool first = true;
  snprintf(names, sizeof names, "%s", list);
  for (char *name = strtok(names, ","); name; name = strtok(NULL, ",")) {
    int minor = MBEDTLS_SSL_MINOR_VERSION_1;
    while (minor <= MBEDTLS_SSL_MINOR_VERSION_3 && strcmp(known[minor], name) != 0) minor++;
    if (minor > MBEDTLS_SSL_MINOR_VERSION_3) return fails(c, "cannot: no version %s", name);
    if (first) mbedtls_ssl_conf_min_version(&c->config, MBEDTLS_SSL_MAJOR_VERSION_3, minor);
    mbedtls_ssl_conf_max_version(&c->config, MBEDTLS_SSL_MAJOR_VERSION_3, minor);
    first = false;
  }
  return true;
}

// TLS-RSA-WITH-RC4-128-SHA here is TLS_RSA_WITH_RC4_128_SHA elsewhere.
static void replace(char *name, char from, char to) {
  for (; *name; name++)
    if (*name == from) *name = to;
}

static bool set_suites(struct connection *c, const char *list) {
  char names[2048];
  int count = 0;
  snprintf(names, sizeof names, "%s", list);
  for (char *name = strtok(names, ","); name && count < MAX_SUITES; name = strtok(NULL, ",")) {
    char own[80];
    snprintf(own, sizeof own, "%s", name);
    replace(own, '_', '-');
    int id = mbedtls_ssl_get_ciphersuite_id(own);
    if (id == 0) return fails(c, "cannot: no suite %s", name);
    c->suites[count++] = id;
  }
  c->suites[count] = 0;
  mbedtls_ssl_conf_ciphersuites(&c->config, c->suites);
  return true;
}

// All that the library can still do, however weak.
static void allow_everything(struct connection *c) {
  static const mbedtls_x509_crt_profile any = {0xfffffff, 0xfffffff, 0xfffffff, 512};
  static const int hashes[] = {MBEDTLS_MD_SHA512, MBEDTLS_MD_SHA384, MBEDTLS_MD_SHA256, MBEDTLS_MD_SHA224,
                               MBEDTLS_MD_SHA1,   MBEDTLS_MD_MD5,    MBEDTLS_MD_NONE};
  mbedtls_ssl_conf_cert_profile(&c->config, &any);
  mbedtls_ssl_conf_sig_hashes(&c->config, hashes);
  mbedtls_ssl_conf_arc4_support(&c->config, MBEDTLS_SSL_ARC4_ENABLED);
  mbedtls_ssl_conf_dhm_min_bitlen(&c->config, 256);
}

static bool set_certificates(struct connection *c, const struct job *job) {
  const char *ca = field(job, "ca"), *cert = field(job, "cert"), *key = field(job, "key");
  int code;
  mbedtls_ssl_conf_authmode(&c->config, ca ? MBEDTLS_SSL_VERIFY_REQUIRED : MBEDTLS_SSL_VERIFY_NONE);
  if (ca && (code = mbedtls_x509_crt_parse_file(&c->ca, ca)) != 0) return tls_fails(c, "ca", code);
  mbedtls_ssl_conf_ca_chain(&c->config, &c->ca, NULL);
  if (!cert) return true;
  if ((code = mbedtls_x509_crt_parse_file(&c->cert, cert)) != 0) return tls_fails(c, "cert", code);
  if ((code = mbedtls_pk_parse_keyfile(&c->key, key, NULL)) != 0) return tls_fails(c, "key", code);
  if ((code = mbedtls_ssl_conf_own_cert(&c->config, &c->cert, &c->key)) != 0) return tls_fails(c, "cert", code);
  return true;
}

static bool configure(struct connection *c, const struct job *job) {
  int code = mbedtls_ssl_config_defaults(&c->config, MBEDTLS_SSL_IS_CLIENT, MBEDTLS_SSL_TRANSPORT_STREAM,
                                         MBEDTLS_SSL_PRESET_DEFAULT);
  if (code != 0) return tls_fails(c, "config", code);
  allow_everything(c);
  mbedtls_ssl_conf_rng(&c->config, mbedtls_ctr_drbg_random, &drbg);
  mbedtls_ssl_conf_read_timeout(&c->config, c->patience_ms);
  return set_versions(c, field(job, "versions")) && set_suites(c, field(job, "suites")) && set_certificates(c, job);
}

static bool connects(struct connection *c, const struct job *job) {
  int code = mbedtls_net_connect(&c->net, field(job, "host"), field(job, "port"), MBEDTLS_NET_PROTO_TCP);
  return code == 0 || tls_fails(c, "connect", code);
}

static bool secure(struct connection *c, const struct job *job) {
  int code;
  if ((code = mbedtls_ssl_setup(&c->ssl, &c->config)) != 0) return tls_fails(c, "setup", code);
  if ((code = mbedtls_ssl_set_hostname(&c->ssl, field(job, "name"))) != 0) return tls_fails(c, "name", code);
  mbedtls_ssl_set_bio(&c->ssl, &c->net, mbedtls_net_send, NULL, mbedtls_net_recv_timeout);
  if ((code = mbedtls_ssl_handshake(&c->ssl)) != 0) return tls_fails(c, "handshake", code);

  const char *version = mbedtls_ssl_get_version(&c->ssl);
  snprintf(c->result->version, sizeof c->result->version, "%s", strcmp(version, "TLSv1.0") ? version : "TLSv1");
  snprintf(c->result->suite, sizeof c->result->suite, "%s", mbedtls_ssl_get_ciphersuite(&c->ssl));
  replace(c->result->suite, '-', '_');
  c->secured = true;
  return true;
}

static void converse(struct connection *c, const struct job *job) {
  bool accepted = configure(c, job) && connects(c, job) && hears(c, "220") && says(c, "250", "EHLO client.test") &&
                  says(c, "220", "STARTTLS") && secure(c, job) && says(c, "250", "EHLO client.test") &&
                  says(c, "250", "MAIL FROM:<%s>", field(job, "sender")) &&
                  says(c, "250", "RCPT TO:<%s>", field(job, "recipient")) && says(c, "354", "DATA") &&
                  sends_file(c, field(job, "message")) && says(c, "250", ".");
  if (!accepted) return;
  c->result->delivered = true;
  if (says(c, "221", "QUIT")) hears_the_end(c);
}

static void deliver(const struct job *job, struct result *result) {
  struct connection c = {.result = result, .patience_ms = atoi(field(job, "patience-ms"))};
  mbedtls_net_init(&c.net);
  mbedtls_ssl_init(&c.ssl);
  mbedtls_ssl_config_init(&c.config);
  mbedtls_x509_crt_init(&c.ca);
  mbedtls_x509_crt_init(&c.cert);
  mbedtls_pk_init(&c.key);
  converse(&c, job);
  mbedtls_net_free(&c.net);
  mbedtls_ssl_free(&c.ssl);
  mbedtls_ssl_config_free(&c.config);
  mbedtls_x509_crt_free(&c.ca);
  mbedtls_x509_crt_free(&c.cert);
  mbedtls_pk_free(&c.key);
}

static void parse(char *line, struct job *job) {
  line[strcspn(line, "\r\n")] = '\0';
  job->count = 0;
  for (char *part = strtok(line, "\t"); part && job->count < MAX_FIELDS; part = strtok(NULL, "\t")) {
    char *value = strchr(part, '=');
    if (!value) continue;
    *value++ = '\0';
    job->fields[job->count++] = (struct field){part, value};
  }
}

static void print_text(const char *name, const char *text) {
  printf(",\"%s\":", name);
  if (!text || !*text) {
    printf("null");
    return;
  }
  putchar('"');
  for (; *text; text++) {
    if (*text == '"' || *text == '\\') printf("\\%c", *text);
    else if ((unsigned char)*text < ' ') printf("\\u%04x", *text);
    else putchar(*text);
  }
  putchar('"');
}

static void print(const struct result *result) {
  printf("{\"delivered\":%s", result->delivered ? "true" : "false");
  print_text("version", result->version);
  print_text("suite", result->suite);
  if (result->alert < 0) printf(",\"alert\":null");
  else printf(",\"alert\":%d", result->alert);
  print_text("end", result->end);
  print_text("error", result->words);
  printf("}\n");
  fflush(stdout);
}

int main(void) {
  mbedtls_entropy_init(&entropy);
  mbedtls_ctr_drbg_init(&drbg);
  if (mbedtls_ctr_drbg_seed(&drbg, mbedtls_entropy_func, &entropy, NULL, 0) != 0) return 2;
  bool all_delivered = true;
  char line[8192];
  while (fgets(line, sizeof line, stdin)) {
    struct job job;
    struct result result = {.alert = -1};
    parse(line, &job);
    deliver(&job, &result);
    print(&result);
    all_delivered = all_delivered && result.delivered;
  }
  return all_delivered ? 0 : 1;
}
