// Delivers mails through JSSE. One job per line of standard input, its fields as name=value with a tab between; one line
// of JSON per job on standard output. Exit code 0: every mail was accepted inside TLS.

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.Socket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.KeyFactory;
import java.security.KeyStore;
import java.security.Principal;
import java.security.PrivateKey;
import java.security.cert.Certificate;
import java.security.cert.CertificateFactory;
import java.security.cert.X509Certificate;
import java.security.spec.PKCS8EncodedKeySpec;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Base64;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Scanner;
import java.util.Set;
import javax.net.ssl.KeyManager;
import javax.net.ssl.SNIHostName;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLParameters;
import javax.net.ssl.SSLSocket;
import javax.net.ssl.TrustManager;
import javax.net.ssl.TrustManagerFactory;
import javax.net.ssl.X509ExtendedKeyManager;
import javax.net.ssl.X509TrustManager;

public final class DeliverMail {
  public static void main(String[] args) {
    // Else an end without close_notify looks like one with it.
    System.setProperty("com.sun.net.ssl.requireCloseNotify", "true");
    boolean allDelivered = true;
    Scanner jobs = new Scanner(System.in, "UTF-8");
    while (jobs.hasNextLine()) {
      Result result = deliver(fieldsOf(jobs.nextLine()));
      System.out.println(result.json());
      System.out.flush();
      allDelivered &= result.delivered;
    }
    System.exit(allDelivered ? 0 : 1);
  }

  private static final class Result {
    boolean delivered = false;
    String version = null;
    String suite = null;
    String alert = null;
    String end = null;
    String error = null;

    String json() {
      return String.format(
          "{\"delivered\":%b,\"version\":%s,\"suite\":%s,\"alert\":%s,\"end\":%s,\"error\":%s}",
          delivered, quoted(version), quoted(suite), quoted(alert), quoted(end), quoted(error));
    }
  }

  private static Result deliver(Map<String, String> job) {
    Result result = new Result();
    try {
      converse(job, result);
    } catch (Cannot cannot) {
      result.error = "cannot: " + cannot.getMessage();
    } catch (Exception error) {
      result.error = wordsOf(error);
      result.alert = alertIn(result.error);
    }
    return result;
  }

  private static void converse(Map<String, String> job, Result result) throws Exception {
    SSLContext context = SSLContext.getInstance("TLS");
    context.init(keyManagers(job), trustManagers(job), null);
    SSLParameters parameters = parametersOf(job, context.getSupportedSSLParameters());
    try (Socket plain = new Socket(job.get("host"), Integer.parseInt(job.get("port")))) {
      plain.setSoTimeout(Integer.parseInt(job.get("patience-ms")));
      plain.setTcpNoDelay(true);
      Dialogue clear = new Dialogue(plain);
      clear.hears(220);
      clear.says("EHLO client.test", 250);
      clear.says("STARTTLS", 220);
      SSLSocket socket =
          (SSLSocket) context.getSocketFactory().createSocket(plain, job.get("name"), plain.getPort(), true);
      socket.setSSLParameters(parameters);
      socket.startHandshake();
      result.version = socket.getSession().getProtocol();
      result.suite = ianaName(socket.getSession().getCipherSuite());
      Dialogue secured = new Dialogue(socket);
      secured.says("EHLO client.test", 250);
      secured.says("MAIL FROM:<" + job.get("sender") + ">", 250);
      secured.says("RCPT TO:<" + job.get("recipient") + ">", 250);
      secured.says("DATA", 354);
      secured.sends(Files.readAllBytes(Path.of(job.get("message"))));
      secured.says(".", 250);
      result.delivered = true;
      secured.says("QUIT", 221);
      result.end = secured.hearsTheEnd();
    }
  }

  private static SSLParameters parametersOf(Map<String, String> job, SSLParameters supported) throws Cannot {
    SSLParameters parameters = new SSLParameters();
    List<String> protocols = new ArrayList<>(Arrays.asList(job.get("versions").split(",")));
    if ("yes".equals(job.get("sslv2-hello"))) protocols.add("SSLv2Hello");
    List<String> suites = new ArrayList<>();
    Set<String> known = Set.of(supported.getCipherSuites());
    for (String name : job.get("suites").split(",")) {
      String own = known.contains(name) ? name : name.replaceFirst("^TLS_", "SSL_");
      if (!known.contains(own)) throw new Cannot("no suite " + name);
      suites.add(own);
    }
    parameters.setProtocols(protocols.toArray(new String[0]));
    parameters.setCipherSuites(suites.toArray(new String[0]));
    parameters.setServerNames(List.of(new SNIHostName(job.get("name"))));
    if (job.containsKey("ca")) parameters.setEndpointIdentificationAlgorithm("HTTPS");
    return parameters;
  }

  /** Nothing that a server did: this stack cannot be asked for it. */
  private static final class Cannot extends Exception {
    Cannot(String what) {
      super(what);
    }
  }

  /** Suites that SSL 3.0 had already are called SSL_ here. */
  private static String ianaName(String suite) {
    return suite.replaceFirst("^SSL_", "TLS_");
  }

  private static TrustManager[] trustManagers(Map<String, String> job) throws Exception {
    if (!job.containsKey("ca")) return new TrustManager[] {new Unverified()};
    KeyStore trusted = emptyKeyStore();
    for (Certificate certificate : certificatesIn(job.get("ca"))) {
      trusted.setCertificateEntry("ca" + trusted.size(), certificate);
    }
    TrustManagerFactory factory = TrustManagerFactory.getInstance("PKIX");
    factory.init(trusted);
    return factory.getTrustManagers();
  }

  private static KeyManager[] keyManagers(Map<String, String> job) throws Exception {
    if (!job.containsKey("cert")) return null;
    List<Certificate> chain = certificatesIn(job.get("cert"));
    // PKCS#8, as openssl pkey and the simulator write it.
    String pem = Files.readString(Path.of(job.get("key")));
    byte[] der = Base64.getMimeDecoder().decode(pem.replaceAll("-----[^-]*-----", ""));
    PrivateKey key =
        KeyFactory.getInstance(chain.get(0).getPublicKey().getAlgorithm())
            .generatePrivate(new PKCS8EncodedKeySpec(der));
    return new KeyManager[] {new OneKey(key, chain.toArray(new X509Certificate[0]))};
  }

  private static KeyStore emptyKeyStore() throws Exception {
    KeyStore store = KeyStore.getInstance("PKCS12");
    store.load(null, null);
    return store;
  }

  private static List<Certificate> certificatesIn(String file) throws Exception {
    byte[] pem = Files.readAllBytes(Path.of(file));
    return new ArrayList<>(
        CertificateFactory.getInstance("X.509").generateCertificates(new ByteArrayInputStream(pem)));
  }

  /** Shown whatever authorities the server names: it is the server that is looked at. */
  private static final class OneKey extends X509ExtendedKeyManager {
    private static final String ALIAS = "client";
    private final PrivateKey key;
    private final X509Certificate[] chain;

    OneKey(PrivateKey key, X509Certificate[] chain) {
      this.key = key;
      this.chain = chain;
    }

    public String chooseClientAlias(String[] keyTypes, Principal[] issuers, Socket socket) {
      return Arrays.asList(keyTypes).contains(key.getAlgorithm()) ? ALIAS : null;
    }

    public String[] getClientAliases(String keyType, Principal[] issuers) {
      return new String[] {ALIAS};
    }

    public String chooseServerAlias(String keyType, Principal[] issuers, Socket socket) {
      return null;
    }

    public String[] getServerAliases(String keyType, Principal[] issuers) {
      return new String[0];
    }

    public X509Certificate[] getCertificateChain(String alias) {
      return chain;
    }

    public PrivateKey getPrivateKey(String alias) {
      return key;
    }
  }

  private static final class Unverified implements X509TrustManager {
    public void checkClientTrusted(X509Certificate[] chain, String type) {}

    public void checkServerTrusted(X509Certificate[] chain, String type) {}

    public X509Certificate[] getAcceptedIssuers() {
      return new X509Certificate[0];
    }
  }

  /** SMTP as a client speaks it, in clear or inside TLS. */
  private static final class Dialogue {
    private final InputStream in;
    private final OutputStream out;

    Dialogue(Socket socket) throws IOException {
      in = socket.getInputStream();
      out = socket.getOutputStream();
    }

    void says(String line, int expected) throws IOException {
      sends((line + "\r\n").getBytes("US-ASCII"));
      hears(expected);
    }

    void sends(byte[] bytes) throws IOException {
      out.write(bytes);
      out.flush();
    }

    void hears(int expected) throws IOException {
      String line;
      do {
        line = readLine();
        if (!line.startsWith(expected + "")) throw new IOException("reply: " + line);
      } while (line.startsWith(expected + "-"));
    }

    String hearsTheEnd() throws IOException {
      try {
        if (in.read() >= 0) throw new IOException("bytes behind the reply to QUIT");
        return "close_notify";
      } catch (IOException error) {
        if (wordsOf(error).contains("Remote host terminated the connection")) return "cut";
        throw error;
      }
    }

    // Byte by byte: what is read here must not run into the TLS behind STARTTLS.
    private String readLine() throws IOException {
      ByteArrayOutputStream line = new ByteArrayOutputStream();
      for (int next = in.read(); next != '\n'; next = in.read()) {
        if (next < 0) throw new EOFException("closed where a reply was due");
        if (next != '\r') line.write(next);
      }
      return line.toString("UTF-8");
    }
  }

  private static Map<String, String> fieldsOf(String line) {
    Map<String, String> fields = new HashMap<>();
    for (String field : line.strip().split("\t")) {
      int at = field.indexOf('=');
      fields.put(field.substring(0, at), field.substring(at + 1));
    }
    return fields;
  }

  private static String wordsOf(Throwable error) {
    StringBuilder words = new StringBuilder();
    for (Throwable each = error; each != null; each = each.getCause()) {
      if (words.length() > 0) words.append("; caused by ");
      words.append(each.getClass().getSimpleName()).append(": ").append(each.getMessage());
    }
    return words.toString();
  }

  private static String alertIn(String error) {
    String[] parts = error.split("Received (fatal|close_notify) alert: ", 2);
    return parts.length == 2 ? parts[1].split("[^a-z_0-9]", 2)[0] : null;
  }

  private static String quoted(String text) {
    if (text == null) return "null";
    StringBuilder json = new StringBuilder("\"");
    for (char c : text.toCharArray()) {
      if (c == '"' || c == '\\') json.append('\\').append(c);
      else if (c < ' ') json.append(String.format("\\u%04x", (int) c));
      else json.append(c);
    }
    return json.append('"').toString();
  }
}
