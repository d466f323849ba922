package dev.hourkey.api;

import java.util.regex.Pattern;

/**
 * Recognizes the paths of the API in any spelling: REST ignores parameters in any segment, and
 * repeated slashes. Pure.
 */
final class ApiPath {
  private static final Pattern API = Pattern.compile("/+api(;[^/]*)?/+v1(;[^/]*)?(/.*)?");

  private ApiPath() {}

  /** Whether REST may treat a decoded path as one of the API. */
  static boolean isApi(String path) {
    return API.matcher(path).matches();
  }
}
