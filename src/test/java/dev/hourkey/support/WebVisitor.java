package dev.hourkey.support;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.CookieManager;
import java.net.CookiePolicy;
import java.net.HttpCookie;
import java.net.URI;
import java.net.URLEncoder;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/** Somebody with a browser: keeps cookies, follows redirects, clicks links and sends forms. */
public final class WebVisitor {
  private static final int MAX_REDIRECTS = 10;

  private final CookieManager cookies = new CookieManager(null, CookiePolicy.ACCEPT_ALL);
  private final HttpClient http = HttpClient.newBuilder().cookieHandler(cookies).build();
  private final URI site;

  public WebVisitor(URI site) {
    this.site = site;
  }

  /** What a request is answered with, after all redirects. */
  public record Shown(URI at, int status, String body, HttpResponse<String> response) {}

  /** Opens an address and follows where it leads. */
  public Shown open(String address) {
    return follow(get(site.resolve(address)));
  }

  /** Opens an address of the console and signs in as this person when asked to. */
  public Shown signIn(String address, String person) {
    return pick(open(address), person);
  }

  /** Picks somebody on the page of the sign-in. */
  public Shown pick(Shown signIn, String person) {
    Matcher link =
        Pattern.compile("href=\"([^\"]+)\">(?:(?!href).)*" + Pattern.quote(person))
            .matcher(signIn.body());
    if (!link.find()) {
      throw new AssertionError("nobody called " + person + " can sign in at " + signIn);
    }
    return follow(get(signIn.at().resolve(link.group(1).replace("&amp;", "&"))));
  }

  /** Sends a form from a page of the same site. */
  public Shown send(String address, Map<String, String> fields) {
    return send(address, fields, "Sec-Fetch-Site", "same-origin");
  }

  /** Sends a form with these headers. */
  public Shown send(String address, Map<String, String> fields, String... headers) {
    String body =
        fields.entrySet().stream()
            .map(one -> encoded(one.getKey()) + "=" + encoded(one.getValue()))
            .collect(Collectors.joining("&"));
    var request =
        HttpRequest.newBuilder(site.resolve(address))
            .header("Content-Type", "application/x-www-form-urlencoded")
            .POST(BodyPublishers.ofString(body));
    if (headers.length > 0) {
      request.headers(headers);
    }
    return follow(exchange(request));
  }

  /** One request, and no redirect is followed. */
  public HttpResponse<String> get(URI address, String... headers) {
    var request = HttpRequest.newBuilder(address);
    if (headers.length > 0) {
      request.headers(headers);
    }
    return exchange(request);
  }

  /** The cookies it keeps now, by their name. */
  public Map<String, String> cookies() {
    return cookies.getCookieStore().getCookies().stream()
        .collect(Collectors.toMap(HttpCookie::getName, HttpCookie::getValue, (_, last) -> last));
  }

  /** Puts a cookie into the browser, as an attacker on a neighbouring site could. */
  public void plant(String name, String value) {
    HttpCookie cookie = new HttpCookie(name, value);
    cookie.setPath("/");
    cookie.setVersion(0);
    cookies.getCookieStore().add(site, cookie);
  }

  /** The same in place of the cookie that the console has set, or sets later. */
  public void plantInPlace(String name, String value) {
    HttpCookie cookie = new HttpCookie(name, value);
    String host = site.getHost();
    cookie.setDomain(host.contains(".") ? host : host + ".local"); // As CookieManager names it.
    cookie.setPath("/console");
    cookie.setVersion(0);
    cookies.getCookieStore().add(site, cookie);
  }

  public void forget(String name) {
    List.copyOf(cookies.getCookieStore().getCookies()).stream()
        .filter(one -> one.getName().equals(name))
        .forEach(one -> cookies.getCookieStore().remove(site, one));
  }

  private Shown follow(HttpResponse<String> first) {
    HttpResponse<String> answer = first;
    for (int i = 0; i < MAX_REDIRECTS; i++) {
      var location = answer.headers().firstValue("Location");
      if (answer.statusCode() / 100 != 3 || location.isEmpty()) {
        return new Shown(answer.uri(), answer.statusCode(), answer.body(), answer);
      }
      answer = get(answer.uri().resolve(location.get()));
    }
    throw new AssertionError("redirected without end from " + first.uri());
  }

  private HttpResponse<String> exchange(HttpRequest.Builder request) {
    try {
      return http.send(request.build(), BodyHandlers.ofString());
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException(e);
    }
  }

  private static String encoded(String text) {
    return URLEncoder.encode(text, StandardCharsets.UTF_8);
  }
}
