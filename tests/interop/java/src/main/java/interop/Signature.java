package interop;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.ByteArrayOutputStream;
import java.net.URI;
import java.net.URLDecoder;
import java.net.URLEncoder;
import java.net.http.HttpRequest;
import java.nio.ByteBuffer;
import java.security.MessageDigest;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.concurrent.Flow;
import java.util.function.Consumer;
import java.util.stream.Collectors;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;

/** Signs a request with SDK-HMAC-SHA256, over host, date and body. */
record Signature(String key, String secret) implements Consumer<HttpRequest.Builder> {
  private static final String ALGORITHM = "SDK-HMAC-SHA256";
  private static final DateTimeFormatter DATE =
      DateTimeFormatter.ofPattern("yyyyMMdd'T'HHmmss'Z'").withZone(ZoneOffset.UTC);

  @Override
  public void accept(HttpRequest.Builder builder) {
    try {
      var request = builder.build();
      var uri = request.uri();
      var date = DATE.format(Instant.now());
      var headers = "host:" + uri.getAuthority() + "\nx-sdk-date:" + date + "\n";
      var canonical =
          String.join(
              "\n", request.method(), path(uri), query(uri), headers, "host;x-sdk-date", digest(body(request)));
      var mac = Mac.getInstance("HmacSHA256");
      mac.init(new SecretKeySpec(secret.getBytes(UTF_8), "HmacSHA256"));
      var text = String.join("\n", ALGORITHM, date, digest(canonical.getBytes(UTF_8)));
      var signature = HexFormat.of().formatHex(mac.doFinal(text.getBytes(UTF_8)));
      builder.header("X-Sdk-Date", date);
      builder.header(
          "Authorization",
          ALGORITHM + " Access=" + key + ", SignedHeaders=host;x-sdk-date, Signature=" + signature);
    } catch (Exception error) {
      throw new IllegalStateException(error);
    }
  }

  private static String path(URI uri) {
    var segments = Arrays.stream(uri.getPath().split("/")).map(Signature::escaped);
    return segments.collect(Collectors.joining("/")) + "/";
  }

  private static String query(URI uri) {
    if (uri.getRawQuery() == null) {
      return "";
    }
    return Arrays.stream(uri.getRawQuery().split("&"))
        .map(pair -> pair.split("=", 2))
        .map(pair -> List.of(pair[0], pair.length > 1 ? pair[1] : ""))
        .map(pair -> escaped(URLDecoder.decode(pair.get(0), UTF_8)) + "=" + escaped(URLDecoder.decode(pair.get(1), UTF_8)))
        .sorted()
        .collect(Collectors.joining("&"));
  }

  private static String escaped(String text) {
    return URLEncoder.encode(text, UTF_8).replace("+", "%20").replace("*", "%2A").replace("%7E", "~");
  }

  private static String digest(byte[] text) throws Exception {
    return HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(text));
  }

  private static byte[] body(HttpRequest request) {
    var bytes = new ByteArrayOutputStream();
    request.bodyPublisher().ifPresent(publisher -> publisher.subscribe(new Collecting(bytes)));
    return bytes.toByteArray();
  }

  /** The publishers of bytes give all of them at once, while subscribed to. */
  private record Collecting(ByteArrayOutputStream bytes) implements Flow.Subscriber<ByteBuffer> {
    @Override
    public void onSubscribe(Flow.Subscription subscription) {
      subscription.request(Long.MAX_VALUE);
    }

    @Override
    public void onNext(ByteBuffer buffer) {
      var chunk = new byte[buffer.remaining()];
      buffer.get(chunk);
      bytes.writeBytes(chunk);
    }

    @Override
    public void onError(Throwable error) {
      throw new IllegalStateException(error);
    }

    @Override
    public void onComplete() {}
  }
}
