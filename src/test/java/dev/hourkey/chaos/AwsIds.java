package dev.hourkey.chaos;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.hourkey.sandbox.Sandbox;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.util.HashMap;
import java.util.Map;

/** What the people of Entra are called in the Identity Store. */
final class AwsIds {
  private AwsIds() {}

  static Map<String, String> of(Sandbox sandbox) throws IOException, InterruptedException {
    URI view = URI.create(sandbox.uri() + "/sandbox/aws");
    try (HttpClient http = HttpClient.newHttpClient()) {
      byte[] json =
          http.send(HttpRequest.newBuilder(view).build(), BodyHandlers.ofByteArray()).body();
      Map<String, String> ids = new HashMap<>();
      for (JsonNode user : new ObjectMapper().readTree(json).path("users")) {
        ids.put(user.path("externalId").asText(), user.path("id").asText());
      }
      return ids;
    }
  }
}
