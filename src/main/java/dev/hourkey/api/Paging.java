package dev.hourkey.api;

import jakarta.ws.rs.core.HttpHeaders;
import jakarta.ws.rs.core.Response;
import jakarta.ws.rs.core.UriInfo;
import java.util.List;

/** Answers that are read page by page. */
final class Paging {
  /** The largest limit. */
  static final int MOST = 1000;

  private Paging() {}

  /**
   * A page and, if it is full, where the next one is: the same query after the last key. The link
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
