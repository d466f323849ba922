package dev.hourkey.sandbox.slack;

import java.util.LinkedHashMap;
import java.util.Map;

/**
 * What goes to the app, byte for byte: a {@code slash_commands}, {@code interactive} or {@code
 * events_api}, as an HTTP request or, without headers, as an envelope of Socket Mode.
 */
public record Parcel(String kind, Map<String, String> headers, String body) {
  Parcel header(String name, String value) {
    Map<String, String> all = new LinkedHashMap<>(headers);
    all.put(name, value);
    return new Parcel(kind, all, body);
  }
}
