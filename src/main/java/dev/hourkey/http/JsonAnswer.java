package dev.hourkey.http;

import com.fasterxml.jackson.databind.JsonNode;

/**
 * A tool's answer.
 *
 * @param status the HTTP status: a success, or a refusal (4xx) other than 408 and 429
 * @param body the answer; Jackson's missing node if a refusal came without JSON
 */
public record JsonAnswer(int status, JsonNode body) {
  public boolean ok() {
    return status / 100 == 2;
  }
}
