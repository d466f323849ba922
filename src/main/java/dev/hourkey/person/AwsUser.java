package dev.hourkey.person;

import java.util.Set;

/**
 * A user as AWS knows them.
 *
 * @param externalIds the ids that other directories gave the user; Entra's is the object id, unless
 *     the tenant sends something else
 */
public record AwsUser(String id, String userName, Set<String> externalIds) {
  public AwsUser {
    externalIds = Set.copyOf(externalIds);
  }
}
