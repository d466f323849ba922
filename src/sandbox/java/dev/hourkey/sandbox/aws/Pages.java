package dev.hourkey.sandbox.aws;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.hourkey.sandbox.http.Json;
import java.util.List;
import java.util.function.Function;

/** AWS' pages, which may be short or even empty although more pages follow. */
final class Pages {
  private static final int MAX_ITEMS = 100;

  private volatile int size = MAX_ITEMS;
  private volatile boolean emptyFirst;

  /**
   * From now on no page is longer than {@code size}; with {@code emptyFirst} the first is empty.
   */
  void of(int size, boolean emptyFirst) {
    this.size = size;
    this.emptyFirst = emptyFirst;
  }

  void reset() {
    of(MAX_ITEMS, false);
  }

  /** The page that the request's MaxResults and NextToken ask for, under the given name. */
  <T> ObjectNode page(
      JsonNode request, int byDefault, String name, List<T> all, Function<T, Object> shape) {
    int max = request.path("MaxResults").asInt(byDefault);
    if (max < 1 || max > MAX_ITEMS) {
      throw ServiceError.validation(
          "1 validation error detected: Value '%d' at 'maxResults' failed to satisfy constraint: Member must have value between 1 and %d"
              .formatted(max, MAX_ITEMS));
    }
    boolean first = !request.hasNonNull("NextToken");
    int from = first ? 0 : offset(request.get("NextToken").asText(), all.size());
    int to = first && emptyFirst ? 0 : Math.min(from + Math.min(max, size), all.size());
    return Json.object(
        name,
        all.subList(from, to).stream().map(shape).toList(),
        "NextToken",
        to < all.size() || (first && emptyFirst) ? "from-" + to : null);
  }

  private static int offset(String token, int size) {
    if (!token.matches("from-\\d{1,9}")) {
      throw ServiceError.validation("Invalid NextToken.");
    }
    return Math.min(Integer.parseInt(token.substring("from-".length())), size);
  }
}
