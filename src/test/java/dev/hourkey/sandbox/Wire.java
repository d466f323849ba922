package dev.hourkey.sandbox;

import com.fasterxml.jackson.databind.JsonNode;
import dev.hourkey.sandbox.http.Json;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.util.Arrays;
import java.util.Map;

/** Speaks plain HTTP to the stand-ins, so that a test sees exactly what they answer. */
public final class Wire implements AutoCloseable {
  public static final String ANA = "11111111-0000-4000-8000-000000000001";
  public static final String DANA = "11111111-0000-4000-8000-000000000004";
  public static final String NOOR = "11111111-0000-4000-8000-000000000007";
  public static final String ENGINEERING = "22222222-0000-4000-8000-000000000001";
  public static final String PROD_READONLY = "22222222-0000-4000-8000-000000000004";
  public static final String NOBODY = "99999999-0000-4000-8000-000000000009";

  private final HttpClient client = HttpClient.newHttpClient();
  private final URI base;

  public Wire(Sandbox sandbox) {
    base = sandbox.uri();
  }

  public record Reply(int status, String text, HttpResponse<String> response) {
    public JsonNode json() {
      return Json.read(text);
    }

    public String header(String name) {
      return response.headers().firstValue(name).orElse("");
    }

    public String code() {
      return json().at("/error/code").asText();
    }

    public String message() {
      return json().at("/error/message").asText();
    }
  }

  public Reply get(String path) throws IOException, InterruptedException {
    return send("GET", path, "");
  }

  public Reply post(String path, String body) throws IOException, InterruptedException {
    return send("POST", path, body);
  }

  public Reply delete(String path) throws IOException, InterruptedException {
    return send("DELETE", path, "");
  }

  public Reply addMember(String group, String user) throws IOException, InterruptedException {
    return post(
        "/v1.0/groups/" + group + "/members/$ref",
        Json.object("@odata.id", "https://graph.microsoft.com/v1.0/directoryObjects/" + user)
            .toString());
  }

  public Reply bindMembers(String group, String... users) throws IOException, InterruptedException {
    var references =
        Arrays.stream(users)
            .map(user -> "https://graph.microsoft.com/v1.0/directoryObjects/" + user)
            .toList();
    return send(
        "PATCH", "/v1.0/groups/" + group, Json.object("members@odata.bind", references).toString());
  }

  public Reply removeMember(String group, String user) throws IOException, InterruptedException {
    return delete("/v1.0/groups/" + group + "/members/" + user + "/$ref");
  }

  public Reply send(String method, String path, String body)
      throws IOException, InterruptedException {
    return send(method, path, body, Map.of("Authorization", "Bearer sandbox"));
  }

  public Reply send(String method, String path, String body, Map<String, String> headers)
      throws IOException, InterruptedException {
    HttpRequest.Builder request =
        HttpRequest.newBuilder(URI.create(base + path.replace(" ", "%20").replace("'", "%27")))
            .method(method, HttpRequest.BodyPublishers.ofString(body));
    headers.forEach(request::header);
    HttpResponse<String> response = client.send(request.build(), BodyHandlers.ofString());
    return new Reply(response.statusCode(), response.body(), response);
  }

  @Override
  public void close() {
    client.close();
  }
}
