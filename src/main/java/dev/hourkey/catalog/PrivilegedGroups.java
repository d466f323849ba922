package dev.hourkey.catalog;

import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * Groups whose members have rights in Hourkey, because a policy or a role names the group. A rule
 * must not turn such a group into an entitlement: a grant would give its holder that right. Pure.
 */
final class PrivilegedGroups {
  private final Map<String, String> reasons = new HashMap<>();

  /**
   * @throws UnresolvableReference.Undecided when it is unknown which groups are nested in one of
   *     them
   * @throws dev.hourkey.person.DirectoryFailure when Entra does not answer
   */
  PrivilegedGroups(PolicyFile file, DirectoryAnswers answers) {
    named(answers, file.operators().stream(), "is in 'operators'");
    named(answers, file.auditors().stream(), "is in 'auditors'");
    named(
        answers,
        Stream.concat(file.specs().stream(), file.rules().stream().map(RuleSpec::entitlement))
            .flatMap(spec -> spec.entitling().stream()),
        "is in 'eligible', 'approvers' or a condition");
  }

  private void named(DirectoryAnswers answers, Stream<String> principals, String where) {
    principals
        .filter(principal -> principal.startsWith(PrincipalForm.GROUP))
        .map(principal -> principal.substring(PrincipalForm.GROUP.length()).strip())
        .distinct()
        .forEach(
            name ->
                known(answers, name)
                    .ifPresent(
                        group -> {
                          reasons.putIfAbsent(group.id(), "group:" + name + " " + where);
                          answers
                              .nestedIn(group.id())
                              .forEach(
                                  nested ->
                                      reasons.putIfAbsent(
                                          nested,
                                          "it is a member of group:%s, which %s"
                                              .formatted(name, where)));
                        }));
  }

  /** A group that does not exist gives nobody a right. */
  private static Optional<EntraGroup> known(DirectoryAnswers answers, String name) {
    try {
      return Optional.of(answers.group(name).group());
    } catch (UnresolvableReference.Undecided e) {
      throw e;
    } catch (UnresolvableReference e) {
      return Optional.empty();
    }
  }

  /** Why a rule must not make an entitlement of this group. */
  Optional<String> refusal(EntraGroup group) {
    return Optional.ofNullable(reasons.get(group.id()))
        .map(why -> why + ", so a grant would give its holder a right there");
  }
}
