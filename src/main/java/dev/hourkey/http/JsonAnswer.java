package dev.hourkey.http;

import com.fasterxml.jackson.databind.JsonNode;

/**
 * What a tool answered.
 *
 * @param status of HTTP: a success, or a refusal (4xx) other than that of a rate limit
 * @param body the missing node where a refusal came without JSON
 */
public record JsonAnswer(int status, JsonNode body) {
  public boolean ok() {
    return status / 100 == 2;
  }
}
