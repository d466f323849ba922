package dev.hourkey.slack;

import dev.hourkey.catalog.AccessPortal;
import dev.hourkey.person.ChatUser;
import dev.hourkey.slack.ModalFailures.Form;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.Optional;
import java.util.UUID;
import java.util.stream.Stream;

/**
 * Shows the command-line profile of a grant to its holder, or to the person who requested it for
 * them.
 */
@ApplicationScoped
class ProfileDialog {
  private final SlackApi slack;
  private final MessageDetailsLoader details;
  private final AccessPortal portal;
  private final Modals modals;

  ProfileDialog(SlackApi slack, MessageDetailsLoader details, AccessPortal portal, Modals modals) {
    this.slack = slack;
    this.details = details;
    this.portal = portal;
    this.modals = modals;
  }

  void open(ChatUser user, UUID id, String triggerId, ReplyTo to) {
    Optional<GrantDetails> grant = details.grant(id).filter(found -> reads(user, found));
    if (grant.isEmpty()) {
      modals.notOpened(to, "Only the holder of this access can see its profile here.");
      return;
    }
    String view = new AccessInstructions(grant.get(), portal).profile().json();
    modals.opened(
        Form.ACCESS,
        slack.call(
            "views.open",
            methods -> methods.viewsOpen(r -> r.triggerId(triggerId).viewAsString(view))),
        to);
  }

  private static boolean reads(ChatUser user, GrantDetails grant) {
    return Stream.concat(Stream.of(grant.holder()), grant.sender().stream())
        .flatMap(one -> one.user().stream())
        .anyMatch(user.userId()::equals);
  }
}
