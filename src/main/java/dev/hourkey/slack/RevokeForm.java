package dev.hourkey.slack;

import com.slack.api.app_backend.views.payload.ViewSubmissionPayload;
import dev.hourkey.grant.RevocationScope;
import dev.hourkey.person.PersonId;
import dev.hourkey.request.SubmissionCommand;
import dev.hourkey.text.Counted;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.UUID;

/** The form in which an approver or an operator revokes somebody's access and gives the reason. */
final class RevokeForm {
  static final String CALLBACK = "revoke";
  static final String WHICH = "which";
  static final String REASON = "reason";

  /** The form that revokes all of a person's access, or all access to an entitlement. */
  static final String ALL = "revoke_all";

  /** The longest reason, in characters. */
  static final int MAX_LENGTH = 300;

  /** The shortest reason for revoking everything, in characters. */
  static final int MIN_LENGTH = 10;

  /** How many grants and requests are listed. */
  static final int LISTED = 10;

  private static final String TITLE = "Revoke access";

  private RevokeForm() {}

  /** Access that can be revoked; {@code label} names the holder and the entitlement. */
  record Choice(UUID grant, String label) {}

  /** Opened at once, because a trigger is valid for only three seconds. */
  static Modal loading() {
    return message(Sentence.of("Looking up what you can revoke…"));
  }

  static Modal message(Sentence sentence) {
    return Modal.unfilled(CALLBACK, TITLE, sentence);
  }

  /**
   * The form for a grant that the sender may or may not be allowed to revoke. It says nothing about
   * the grant.
   *
   * @param channel where the answer is shown
   */
  static Modal unknown(UUID grant, Optional<String> channel) {
    return form(
        grant.toString(),
        channel,
        List.of(
            new Block.Section(
                Sentence.of(
                    "Hourkey can't tell at the moment whether you may revoke this. What you send is"
                        + " stored, and takes effect if you may revoke it.")),
            reason("")));
  }

  /**
   * The form.
   *
   * @param choices at least one
   * @param channel where the answer is shown
   */
  static Modal of(List<Choice> choices, String reason, Optional<String> channel) {
    List<Block> blocks = new ArrayList<>();
    boolean single = choices.size() == 1;
    if (single) {
      blocks.add(new Block.Section(Sentence.of("*{}*", choices.getFirst().label())));
    } else {
      blocks.add(new Block.Input(WHICH, "Whose access?", select(choices)));
    }
    blocks.add(
        new Block.Context(
            "Hourkey removes it from Entra and AWS at once. The holder sees who revoked it and"
                + " why."));
    blocks.add(reason(reason));
    if (choices.size() > BlockJson.MAX_OPTIONS) {
      blocks.add(
          new Block.Context(
              Sentence.of(
                  "Only the first {} are listed. `/aws-access revoke` with a person or an"
                      + " entitlement lists fewer.",
                  BlockJson.MAX_OPTIONS)));
    }
    String which = single ? choices.getFirst().grant().toString() : "-";
    return form(which, channel, blocks);
  }

  private static Modal form(String which, Optional<String> channel, List<Block> blocks) {
    return Modal.form(CALLBACK, which + " " + channel.orElse(""), TITLE, "Revoke", blocks);
  }

  private static Block reason(String given) {
    return new Block.Input(
        REASON,
        "Reason",
        new Block.Field.TextArea(MAX_LENGTH, SlackText.cut(SlackText.clean(given), MAX_LENGTH)));
  }

  /**
   * The question whether to revoke all of a person's access, or all access to an entitlement.
   *
   * @param subject the person or the entitlement, in words
   * @param first the first of the grants, then of the requests; at most {@value #LISTED}
   */
  static Modal all(
      RevocationScope scope,
      Sentence subject,
      int grants,
      int requests,
      List<Sentence> first,
      String reason,
      Optional<String> channel) {
    List<Block> blocks = new ArrayList<>();
    blocks.add(
        new Block.Section(
            Sentence.of("Revoke {}? ", subject)
                .then(
                    "This ends {} and stops {}:",
                    Counted.of(grants, "grant"),
                    Counted.of(requests, "pending request"))));
    List<Sentence> lines = new ArrayList<>(first);
    int more = grants + requests - first.size();
    if (more > 0) {
      lines.add(Sentence.of("and {} more", more));
    }
    blocks.addAll(Block.sections(Sentence.joined("\n", lines).mrkdwn()));
    blocks.add(
        new Block.Context(
            "Hourkey also ends access that is opened before you confirm. Standing memberships"
                + " stay, and new requests are not blocked. The holders and requesters see who did it and"
                + " why, and the operations channel is informed."));
    blocks.add(
        new Block.Input(
            REASON,
            "Reason",
            Optional.of("At least " + MIN_LENGTH + " characters"),
            new Block.Field.TextArea(
                MAX_LENGTH, SlackText.cut(SlackText.clean(reason), MAX_LENGTH))));
    String what =
        switch (scope) {
          case RevocationScope.OfPerson(PersonId person) -> "person:" + person.value();
          case RevocationScope.OfEntitlement(String id) -> "entitlement:" + id;
        };
    return Modal.form(
        ALL,
        UUID.randomUUID() + "/" + what + " " + channel.orElse(""),
        TITLE,
        "Revoke everything",
        blocks);
  }

  /** What somebody confirmed with that form. */
  static SubmissionCommand.RevokeAll all(ViewSubmissionPayload form, String reason) {
    String[] given = FormAnswers.metadata(form)[0].split("[/:]", 3);
    return new SubmissionCommand.RevokeAll(
        UUID.fromString(given[0]),
        given[1].equals("person")
            ? new RevocationScope.OfPerson(new PersonId(given[2]))
            : new RevocationScope.OfEntitlement(given[2]),
        reason);
  }

  private static Block.Field select(List<Choice> choices) {
    return new Block.Field.Select(
        WHICH,
        choices.stream()
            .limit(BlockJson.MAX_OPTIONS)
            .map(
                choice ->
                    new Block.Option(SlackText.line(choice.label()), choice.grant().toString()))
            .toList(),
        Optional.empty(),
        false);
  }
}
