package dev.hourkey.sandbox.aws;

import dev.hourkey.sandbox.http.Json;
import java.util.List;
import java.util.Map;

/** Tags as AWS lists them. */
final class Tags {
  private Tags() {}

  static List<Map.Entry<String, String>> sorted(Map<String, String> tags) {
    return tags.entrySet().stream().sorted(Map.Entry.comparingByKey()).toList();
  }

  static Object shape(Map.Entry<String, String> tag) {
    return Json.object("Key", tag.getKey(), "Value", tag.getValue());
  }
}
