// Records sessions of JSSE with itself: every byte of both directions, and the master secret that they go with.
// Arguments: a certificate and an RSA key in PEM, then PROTOCOL:SUITE... Prints JSON. How to run it: sessions.ts.

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.KeyFactory;
import java.security.KeyStore;
import java.security.PrivateKey;
import java.security.cert.Certificate;
import java.security.cert.CertificateFactory;
import java.security.cert.X509Certificate;
import java.security.spec.PKCS8EncodedKeySpec;
import java.util.Base64;
import java.util.HexFormat;
import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLEngine;
import javax.net.ssl.SSLEngineResult;
import javax.net.ssl.SSLEngineResult.HandshakeStatus;
import javax.net.ssl.SSLSession;
import javax.net.ssl.TrustManager;
import javax.net.ssl.X509TrustManager;

public final class RecordSessions {
  private static final char[] PASSWORD = "password".toCharArray();

  public static void main(String[] args) throws Exception {
    byte[] certificate = Files.readAllBytes(Path.of(args[0]));
    byte[] key = Files.readAllBytes(Path.of(args[1]));
    StringBuilder sessions = new StringBuilder();
    for (int at = 2; at < args.length; at++) {
      String[] parts = args[at].split(":");
      if (at > 2) sessions.append(",\n");
      sessions.append(record(contextOf(certificate, key), parts[0], parts[1]));
    }
    System.out.println("[\n" + sessions + "\n]");
  }

  private static String record(SSLContext context, String protocol, String suite) throws Exception {
    SSLEngine client = engine(context, protocol, suite, true);
    SSLEngine server = engine(context, protocol, suite, false);
    Wire toServer = new Wire();
    Wire toClient = new Wire();
    client.beginHandshake();
    server.beginHandshake();
    for (int turn = 0; turn < 100 && !(isDone(client) && isDone(server)); turn++) {
      step(client, toServer, toClient);
      step(server, toClient, toServer);
    }
    String[] said = {"EHLO client.test\r\n", "QUIT\r\n"};
    String[] answered = {"250 smtp.test\r\n", "221 2.0.0 Bye\r\n"};
    for (int turn = 0; turn < said.length; turn++) {
      send(client, toServer, said[turn]);
      receive(server, toServer);
      send(server, toClient, answered[turn]);
      receive(client, toClient);
    }
    SSLSession session = client.getSession();
    java.lang.reflect.Method method = session.getClass().getDeclaredMethod("getMasterSecret");
    method.setAccessible(true);
    javax.crypto.SecretKey master = (javax.crypto.SecretKey) method.invoke(session);
    return String.format(
        "{\"protocol\":\"%s\",\"suite\":\"%s\",\"master\":\"%s\",\"toServer\":\"%s\",\"toClient\":\"%s\"}",
        session.getProtocol(), session.getCipherSuite().replaceFirst("^SSL_", "TLS_"),
        HexFormat.of().formatHex(master.getEncoded()), toServer.hex(), toClient.hex());
  }

  /** Bytes on their way, and all that ever passed. */
  private static final class Wire {
    final ByteArrayOutputStream all = new ByteArrayOutputStream();
    ByteBuffer unread = ByteBuffer.allocate(0);

    void put(ByteBuffer bytes) {
      byte[] copy = new byte[bytes.remaining()];
      bytes.get(copy);
      all.writeBytes(copy);
      ByteBuffer joined = ByteBuffer.allocate(unread.remaining() + copy.length);
      joined.put(unread).put(copy).flip();
      unread = joined;
    }

    String hex() {
      return HexFormat.of().formatHex(all.toByteArray());
    }
  }

  private static void step(SSLEngine engine, Wire out, Wire in) throws Exception {
    for (;;) {
      HandshakeStatus status = engine.getHandshakeStatus();
      if (status == HandshakeStatus.NEED_TASK) {
        engine.getDelegatedTask().run();
      } else if (status == HandshakeStatus.NEED_WRAP) {
        send(engine, out, "");
      } else if (status == HandshakeStatus.NEED_UNWRAP && in.unread.hasRemaining()) {
        SSLEngineResult result = engine.unwrap(in.unread, ByteBuffer.allocate(40000));
        if (result.getStatus() != SSLEngineResult.Status.OK) return;
      } else {
        return;
      }
    }
  }

  private static void send(SSLEngine engine, Wire out, String text) throws Exception {
    ByteBuffer source = ByteBuffer.wrap(text.getBytes(StandardCharsets.US_ASCII));
    do {
      ByteBuffer record = ByteBuffer.allocate(40000);
      engine.wrap(source, record);
      record.flip();
      out.put(record);
    } while (source.hasRemaining());
  }

  private static void receive(SSLEngine engine, Wire in) throws Exception {
    while (in.unread.hasRemaining()) engine.unwrap(in.unread, ByteBuffer.allocate(40000));
  }

  private static boolean isDone(SSLEngine engine) {
    return engine.getHandshakeStatus() == HandshakeStatus.NOT_HANDSHAKING;
  }

  private static SSLEngine engine(SSLContext context, String protocol, String suite, boolean client) {
    SSLEngine engine = context.createSSLEngine();
    engine.setUseClientMode(client);
    engine.setEnabledProtocols(new String[] {protocol});
    for (String known : engine.getSupportedCipherSuites()) {
      if (known.equals(suite) || known.equals(suite.replaceFirst("^TLS_", "SSL_"))) {
        engine.setEnabledCipherSuites(new String[] {known});
      }
    }
    return engine;
  }

  private static SSLContext contextOf(byte[] certificatePem, byte[] keyPem) throws Exception {
    CertificateFactory factory = CertificateFactory.getInstance("X.509");
    Certificate certificate = factory.generateCertificate(new ByteArrayInputStream(certificatePem));
    String base64 = new String(keyPem, StandardCharsets.US_ASCII).replaceAll("-----[^-]+-----|\\s", "");
    PKCS8EncodedKeySpec spec = new PKCS8EncodedKeySpec(Base64.getDecoder().decode(base64));
    PrivateKey key = KeyFactory.getInstance("RSA").generatePrivate(spec);
    KeyStore store = KeyStore.getInstance("PKCS12");
    store.load(null, PASSWORD);
    store.setKeyEntry("server", key, PASSWORD, new Certificate[] {certificate});
    KeyManagerFactory keys = KeyManagerFactory.getInstance("SunX509");
    keys.init(store, PASSWORD);
    SSLContext context = SSLContext.getInstance("TLS");
    context.init(keys.getKeyManagers(), new TrustManager[] {new Unverified()}, null);
    return context;
  }

  private static final class Unverified implements X509TrustManager {
    public void checkClientTrusted(X509Certificate[] chain, String type) {}

    public void checkServerTrusted(X509Certificate[] chain, String type) {}

    public X509Certificate[] getAcceptedIssuers() {
      return new X509Certificate[0];
    }
  }
}
