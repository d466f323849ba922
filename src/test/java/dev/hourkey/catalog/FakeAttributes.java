package dev.hourkey.catalog;

import dev.hourkey.person.DirectoryFailure;
import java.util.HashMap;
import java.util.Map;

/** Organizational units and tags. What a test does not set is refused. */
final class FakeAttributes implements AwsAttributes {
  final Map<String, String> ous = new HashMap<>();
  final Map<String, Map<String, String>> accounts = new HashMap<>();
  final Map<String, Map<String, String>> permissionSets = new HashMap<>();

  @Override
  public Map<String, String> ouPaths() {
    if (ous.isEmpty()) {
      throw refused("read the organizational units of accounts");
    }
    return Map.copyOf(ous);
  }

  @Override
  public Map<String, String> accountTags(String accountId) {
    return of(accounts, accountId, "read the tags of account " + accountId);
  }

  @Override
  public Map<String, String> permissionSetTags(String name) {
    return of(permissionSets, name, "read the tags of permission set " + name);
  }

  private static Map<String, String> of(
      Map<String, Map<String, String>> tags, String key, String doing) {
    if (!tags.containsKey(key)) {
      throw refused(doing);
    }
    return Map.copyOf(tags.get(key));
  }

  private static DirectoryFailure refused(String doing) {
    return DirectoryFailure.lasting(doing, new IllegalStateException("AccessDeniedException"));
  }
}
