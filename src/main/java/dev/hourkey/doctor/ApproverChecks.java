package dev.hourkey.doctor;

import dev.hourkey.person.DirectoryFailure;
import dev.hourkey.person.EntraAccount;
import dev.hourkey.person.PersonId;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;

/**
 * Checks that Slack knows the approvers by their addresses in Entra. Otherwise, Hourkey can notify
 * approvers only after they have used it in Slack. Only a few people are looked up, because Slack
 * limits the number of calls.
 */
public final class ApproverChecks {
  private static final int MAX_PEOPLE = 20;
  private static final int MAX_PER_GROUP = 3;
  private static final String TRIED = "Look in Slack for the approvers";

  private final EntraDiagnostics entra;
  private final Set<String> approvers;

  /**
   * @param approvers as the policy file names them, like {@code group:sre-leads}
   */
  public ApproverChecks(EntraDiagnostics entra, Set<String> approvers) {
    this.entra = entra;
    this.approvers = approvers;
  }

  void check(Checks checks, ChatDiagnostics chat) {
    Set<String> asked = new LinkedHashSet<>();
    for (String name : approvers) {
      Optional<List<EntraAccount>> people = people(checks, name);
      if (people.isEmpty()) {
        return; // Entra would not answer for the others either.
      }
      List<EntraAccount> some =
          people.get().stream().filter(EntraAccount::enabled).limit(MAX_PER_GROUP).toList();
      if (some.isEmpty()) {
        continue; // The findings about Entra report it.
      }
      some.forEach(person -> asked.add(person.principalName()));
      if (asked.size() > MAX_PEOPLE) {
        return;
      }
      String tried = TRIED + " of " + name;
      if (checks
          .ask(
              tried,
              () -> unknownToChat(chat, some),
              unknown -> evaluate(tried, some.size(), unknown))
          .isEmpty()) {
        return; // Slack would not answer for the others either.
      }
    }
  }

  private Optional<List<EntraAccount>> people(Checks checks, String principal) {
    String name = principal.substring(principal.indexOf(':') + 1).strip();
    try {
      return Optional.of(principal.startsWith("group:") ? members(name) : accounts(name));
    } catch (DirectoryFailure failure) {
      checks.add(
          Finding.note(
              Area.CHAT,
              TRIED,
              "Entra did not show who they are.",
              "Follow the advice of the findings about Entra."));
      return Optional.empty();
    }
  }

  /** Nobody if the group's name is ambiguous, or the group has very many members. */
  private List<EntraAccount> members(String group) {
    var found = entra.directory().groups(group);
    return found.size() == 1
        ? entra.persons().membersOf(found.getFirst().group().id()).orElse(List.of())
        : List.of();
  }

  private List<EntraAccount> accounts(String name) {
    return name.contains("@")
        ? entra.persons().withMail(name)
        : entra.persons().account(new PersonId(name)).stream().toList();
  }

  /** One address of each person who has no address that Slack knows. */
  private static List<String> unknownToChat(ChatDiagnostics chat, List<EntraAccount> people) {
    List<String> unknown = new ArrayList<>();
    for (EntraAccount person : people) {
      List<String> addresses =
          Stream.concat(person.mail().stream(), Stream.of(person.principalName()))
              .distinct()
              .toList();
      if (addresses.stream().noneMatch(chat::knows)) {
        unknown.add(addresses.getFirst());
      }
    }
    return unknown;
  }

  static Finding evaluate(String tried, int asked, List<String> unknown) {
    return unknown.isEmpty()
        ? Finding.ok(
            Area.CHAT, tried, "Slack knows %s.".formatted(asked == 1 ? "one" : asked + " of them"))
        : Finding.note(
            Area.CHAT,
            tried,
            "Nobody there has the address %s, so Hourkey can notify these approvers only once they"
                    .formatted(String.join(", ", unknown))
                + " have used it in Slack.",
            "Give them the same address in Slack and in Entra, or invite them to Slack.");
  }
}
