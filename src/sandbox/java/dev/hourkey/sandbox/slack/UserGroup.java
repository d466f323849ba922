package dev.hourkey.sandbox.slack;

import java.util.List;

/** A user group, which people mention by its handle. */
record UserGroup(String id, String handle, List<String> members) {
  UserGroup {
    members = List.copyOf(members);
  }
}
