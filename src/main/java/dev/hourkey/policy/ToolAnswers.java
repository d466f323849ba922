package dev.hourkey.policy;

import dev.hourkey.person.DirectoryFailure;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;

/**
 * What on-call tools and the chat say about a person, for the entries that the policy names.
 *
 * @param matching the entries that include the person
 * @param unknown the entries for which that is not known, and why
 */
public record ToolAnswers(
    Set<Principal.OfTool> matching, Map<Principal.OfTool, DirectoryFailure> unknown) {
  public static final ToolAnswers NONE = new ToolAnswers(Set.of(), Map.of());

  public ToolAnswers {
    matching = Set.copyOf(matching);
    unknown = Map.copyOf(unknown);
  }

  /** These answers and others of the same person. One entry that includes them is enough. */
  ToolAnswers and(ToolAnswers others) {
    Map<Principal.OfTool, DirectoryFailure> both = new HashMap<>(unknown);
    both.putAll(others.unknown);
    return new ToolAnswers(matching, both).including(others.matching).including(matching);
  }

  /** The same answers, but these entries include the person. */
  ToolAnswers including(Set<Principal.OfTool> entries) {
    Map<Principal.OfTool, DirectoryFailure> left = new HashMap<>(unknown);
    left.keySet().removeAll(entries);
    Set<Principal.OfTool> all = new HashSet<>(matching);
    all.addAll(entries);
    return new ToolAnswers(all, left);
  }

  /**
   * Whether an entry includes the person.
   *
   * @throws DirectoryFailure when that is not known
   */
  boolean includes(Principal.OfTool entry) {
    DirectoryFailure failure = unknown.get(entry);
    if (failure != null) {
      throw failure;
    }
    return matching.contains(entry);
  }
}
