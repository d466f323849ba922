package dev.hourkey.catalog;

import dev.hourkey.person.DirectoryFailure;
import dev.hourkey.person.PersonId;
import dev.hourkey.person.UserType;
import dev.hourkey.policy.ConditionFacts;
import dev.hourkey.policy.MaybeKnown;
import dev.hourkey.policy.PartialFacts;
import dev.hourkey.policy.PartialSender;
import dev.hourkey.policy.PartialUsage;
import dev.hourkey.policy.Policy;
import dev.hourkey.policy.Principal;
import dev.hourkey.policy.Subject;
import dev.hourkey.policy.ToolAnswers;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * A person described by test cases or command-line options. What they leave out is unknown.
 *
 * @param name the name by which the policy file may name them
 * @param groups all groups that they are in, as the file writes them
 * @param onCall all names under {@code on_call} for which they are on call
 * @param chatGroups all groups of chat users that they are in, as the file writes them
 * @param openGrants the ids of the entitlements for which they have an open grant
 * @param guest whether their account is a guest from another organization
 * @param chatGuest whether they request as a guest of the chat
 */
public record DescribedPerson(
    String name,
    Optional<List<String>> groups,
    Optional<List<String>> onCall,
    Optional<List<String>> chatGroups,
    Optional<List<String>> openGrants,
    Optional<Boolean> guest,
    boolean chatGuest) {

  /**
   * The details of a request.
   *
   * @param usage for how long they have had it lately, and when it last ended
   * @param justification not checked if it is empty
   * @param ticket the ticket that the justification names
   * @param at when they request it
   * @param startsAt when it is to start; empty if at once
   * @param sender who requests it for them; empty if they do so themselves
   */
  public record Details(
      Duration duration,
      PartialUsage usage,
      Optional<String> justification,
      MaybeKnown<ConditionFacts.Ticket> ticket,
      Instant at,
      Optional<Instant> startsAt,
      Optional<PartialSender> sender) {
    /** The same request, made by somebody else. */
    public Details sentBy(PartialSender other) {
      return new Details(duration, usage, justification, ticket, at, startsAt, Optional.of(other));
    }
  }

  /** A person with a name; everything else about them is unknown. */
  public static DescribedPerson named(String name) {
    return new DescribedPerson(
        name,
        Optional.empty(),
        Optional.empty(),
        Optional.empty(),
        Optional.empty(),
        Optional.empty(),
        false);
  }

  /** What is known about their request for an entitlement of {@link OfflineDirectory}. */
  public PartialFacts request(Entitlement entitlement, Details details) {
    return request(
        described(),
        groups.isPresent() ? Set.of() : namedGroups(entitlement),
        toolsOf(entitlement),
        entitlement,
        details);
  }

  /**
   * Like {@link #request(Entitlement, Details)}, but with what the directory knows about the person
   * and what the tools know about the entries of every policy. What is described here about on-call
   * duty, chat groups and guests takes precedence.
   */
  public PartialFacts request(Subject asked, Entitlement entitlement, Details details) {
    Set<Principal.OfTool> notAsked = new HashSet<>(entitlement.conditionTools());
    notAsked.removeAll(toolsOfPolicies(entitlement));
    return request(asked, Set.of(), notAsked, entitlement, details);
  }

  private PartialFacts request(
      Subject asked,
      Set<String> unknownGroups,
      Set<Principal.OfTool> notAsked,
      Entitlement entitlement,
      Details details) {
    return new PartialFacts(
        new ConditionFacts(
            with(asked, notAsked, entitlement),
            openGrants
                .<MaybeKnown<List<String>>>map(
                    ids -> new MaybeKnown.Known<>(without(ids, entitlement.id())))
                .orElse(new MaybeKnown.Unknown<>("it is unknown which grants the person has")),
            entitlement.id(),
            entitlement.policy().risk(),
            entitlement.accountTags(),
            entitlement.permissionSet(),
            details.duration,
            details.ticket,
            details.at),
        unknownGroups,
        details.usage,
        details.justification,
        details.startsAt,
        details.sender);
  }

  private Subject with(Subject asked, Set<Principal.OfTool> notAsked, Entitlement entitlement) {
    return new Subject(
        asked.person(),
        asked.names(),
        asked.groups(),
        tools(asked.tools(), notAsked, toolsOf(entitlement)),
        asked.manager(),
        guest.map(one -> one ? UserType.GUEST : UserType.MEMBER).orElse(asked.userType()),
        asked.chatGuest());
  }

  private Subject described() {
    return new Subject(
        new PersonId(name),
        Set.of(name.toLowerCase(Locale.ROOT)),
        groups.orElseGet(List::of).stream()
            .map(group -> group.strip().replaceFirst("^group:", ""))
            .map(OfflineDirectory::groupId)
            .collect(Collectors.toUnmodifiableSet()),
        ToolAnswers.NONE,
        Optional.empty(),
        UserType.UNKNOWN,
        chatGuest);
  }

  /**
   * What is known about this person as the sender of a request for an entitlement of {@link
   * OfflineDirectory}.
   */
  public PartialSender sender(Entitlement entitlement) {
    return new PartialSender(
        with(described(), toolsOf(entitlement), entitlement),
        groups.isPresent() ? Set.of() : namedGroups(entitlement));
  }

  /** Like {@link #sender(Entitlement)}, with what the directory knows about the person. */
  public PartialSender sender(Subject asked, Entitlement entitlement) {
    return new PartialSender(with(asked, Set.of(), entitlement), Set.of());
  }

  private static List<String> without(List<String> ids, String one) {
    return ids.stream().filter(id -> !id.equals(one)).distinct().toList();
  }

  /** Every group that decides whether and under which rules somebody may request an entitlement. */
  private static Set<String> namedGroups(Entitlement entitlement) {
    Set<String> groups = new HashSet<>(entitlement.conditionGroups());
    entitlement.allPolicies().stream().map(Policy::groups).forEach(groups::addAll);
    return groups;
  }

  private static Set<Principal.OfTool> toolsOfPolicies(Entitlement entitlement) {
    return entitlement.allPolicies().stream()
        .flatMap(policy -> policy.ofTools().stream())
        .collect(Collectors.toUnmodifiableSet());
  }

  private static Set<Principal.OfTool> toolsOf(Entitlement entitlement) {
    Set<Principal.OfTool> entries = new HashSet<>(entitlement.conditionTools());
    entries.addAll(toolsOfPolicies(entitlement));
    return entries;
  }

  private ToolAnswers tools(
      ToolAnswers asked, Set<Principal.OfTool> notAsked, Set<Principal.OfTool> entries) {
    Set<Principal.OfTool> matching = new HashSet<>(asked.matching());
    Map<Principal.OfTool, DirectoryFailure> unknown = new HashMap<>(asked.unknown());
    notAsked.forEach(entry -> unknown.put(entry, notStated(entry)));
    for (Principal.OfTool entry : entries) {
      statedAnswer(entry)
          .ifPresent(
              included -> {
                unknown.remove(entry);
                matching.remove(entry);
                if (included) {
                  matching.add(entry);
                }
              });
    }
    return new ToolAnswers(matching, unknown);
  }

  private Optional<Boolean> statedAnswer(Principal.OfTool entry) {
    return switch (entry) {
      case Principal.OnCall(String of, _) ->
          onCall.map(names -> contains(names, of, PrincipalForm.ON_CALL));
      case Principal.ChatGroup(String of) ->
          chatGroups.map(names -> contains(names, of, PrincipalForm.CHAT_GROUP));
    };
  }

  private static boolean contains(List<String> said, String name, String prefix) {
    return said.stream()
        .map(one -> one.strip().replaceFirst("^" + prefix, "").strip().replaceFirst("^@", ""))
        .anyMatch(name::equals);
  }

  private static DirectoryFailure notStated(Principal.OfTool entry) {
    String what =
        switch (entry) {
          case Principal.OnCall(String of, _) -> "is on call for " + of;
          case Principal.ChatGroup _ -> "is in " + entry.words();
        };
    return DirectoryFailure.temporary(
            "explain", null, new IllegalStateException("nobody said whether the person " + what))
        .withUserText("it is unknown whether the person " + what);
  }
}
