package dev.hourkey.sandbox.ticket;

/**
 * An issue.
 *
 * @param key its key now
 * @param category of its status: {@code new}, {@code indeterminate}, {@code done} or {@code
 *     undefined}
 */
public record Issue(String key, String title, String status, String category) {
  String project() {
    return key.substring(0, key.indexOf('-'));
  }
}
