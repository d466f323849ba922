package dev.hourkey.cli;

import dev.hourkey.catalog.DescribedPerson;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** The options that say who requests access for somebody else. */
final class SenderOptions {
  @Option(
      names = "--by",
      paramLabel = "SENDER",
      description = {
        "Who requests it for the person: a user principal name or mail address (default: the"
            + " person",
        "requests it for themselves)."
      })
  @Nullable String name;

  @Option(
      names = "--by-groups",
      paramLabel = "GROUP",
      split = ",",
      description = "All groups of the sender, like --groups.")
  @Nullable List<String> groups;

  @Option(
      names = "--by-on-call",
      paramLabel = "NAME",
      split = ",",
      description = "A name under 'on_call' for which the sender is on call, like --on-call.")
  @Nullable List<String> onCall;

  @Option(
      names = "--by-slack-groups",
      paramLabel = "GROUP",
      split = ",",
      description = "All Slack groups of the sender, like --slack-groups.")
  @Nullable List<String> slackGroups;

  /** The sender; empty if the person requests it for themselves. */
  Optional<DescribedPerson> sender() {
    return Optional.ofNullable(name)
        .map(
            found ->
                new DescribedPerson(
                    found,
                    Optional.ofNullable(groups),
                    Optional.ofNullable(onCall),
                    Optional.ofNullable(slackGroups),
                    Optional.empty(),
                    Optional.empty(),
                    false));
  }
}
