package dev.hourkey.slack;

import dev.hourkey.request.CatalogIncidents;
import dev.hourkey.request.CatalogIncidents.Kind;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.List;
import java.util.Optional;
import java.util.UUID;

/** Draws the alarms about a broken policy file and about vendors that do not answer. */
@ApplicationScoped
class CatalogAlarm {
  private final CatalogIncidents troubles;

  CatalogAlarm(CatalogIncidents troubles) {
    this.troubles = troubles;
  }

  Optional<SlackMessage> drawn(UUID incident, String channel) {
    return troubles
        .of(incident)
        .map(trouble -> drawn(trouble, channel))
        .or(() -> troubles.kindOf(incident).map(kind -> over(kind, channel)));
  }

  private static SlackMessage drawn(CatalogIncidents.Trouble trouble, String channel) {
    String what =
        switch (trouble.kind()) {
          case POLICY_FILE -> "The policy file has mistakes";
          case ENTRA -> "Hourkey can't read from Entra what the policy file names";
          case AWS -> "Hourkey can't read from AWS what groups open";
          case SLACK -> "Slack refuses to say who people are";
        };
    String advice =
        switch (trouble.kind()) {
          case POLICY_FILE ->
              "The last version without mistakes stays in force, if there is one; otherwise nothing can be requested. Access that was granted ends on time. Run `hourkey check` on the file. Hourkey reads it again every minute.";
          case ENTRA, AWS ->
              "Entitlements that cannot be checked can't be requested. Access that was granted ends on time. Hourkey keeps trying.";
          case SLACK ->
              "Nobody can request or approve until it is put right. Access that was granted ends on time.";
        };
    return new SlackMessage(
        channel,
        what + ": " + SlackText.clean(trouble.why()),
        List.of(
            Blocks.section(
                ":rotating_light: *%s* (since %s): %s"
                    .formatted(
                        what, SlackText.time(trouble.since()), SlackText.literal(trouble.why()))),
            Blocks.context(advice)));
  }

  private static SlackMessage over(Kind kind, String channel) {
    String what =
        switch (kind) {
          case POLICY_FILE -> "The policy file has no mistakes any more and is in force.";
          case ENTRA -> "Entra answers again.";
          case AWS -> "AWS answers again.";
          case SLACK -> "Slack answers again.";
        };
    return new SlackMessage(channel, what, List.of(Blocks.section(":white_check_mark: " + what)));
  }
}
