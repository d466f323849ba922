package dev.hourkey.api;

import dev.hourkey.grant.PageCursor;
import jakarta.ws.rs.core.HttpHeaders;
import jakarta.ws.rs.core.Response;
import jakarta.ws.rs.core.UriInfo;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.function.Function;

/** Returns lists page by page. */
final class Paging {
  /** The largest limit. */
  static final int MAX_LIMIT = 1000;

  private Paging() {}

  /**
   * Where the previous page ended; a 400 if there is nothing with this id.
   *
   * @param what what the list contains, for the sentence of the 400
   */
  static Optional<PageCursor> after(
      Optional<String> last, Function<UUID, Optional<PageCursor>> keys, String what) {
    return QueryParameters.id("after", last)
        .map(
            id ->
                keys.apply(id)
                    .orElseThrow(
                        () ->
                            Problem.badRequest(
                                "'after' must be the id of a %s; there is none with this id."
                                    .formatted(what))));
  }

  /**
   * A page and, if it is full, a link to the next page: the same query after the last key. The link
   * is relative, because this server does not know its own public address.
   */
  static Response page(List<?> entries, int limit, UriInfo requested, Object lastKey) {
    Response.ResponseBuilder answer = Response.ok(entries);
    if (entries.size() == limit) {
      String next =
          requested
              .getRequestUriBuilder()
              .replaceQueryParam("after", lastKey)
              .build()
              .getRawQuery();
      answer.header(HttpHeaders.LINK, "<?" + next + ">; rel=\"next\"");
    }
    return answer.build();
  }
}
