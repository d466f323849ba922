package dev.hourkey.slack;

import dev.hourkey.person.ChatUser;
import dev.hourkey.person.DirectoryFailure;
import dev.hourkey.person.Identification;
import dev.hourkey.person.IdentityResolver;
import dev.hourkey.request.OperatorLookup;
import dev.hourkey.slack.HomeView.Operations;
import jakarta.enterprise.context.ApplicationScoped;
import org.jboss.logging.Logger;

/** What {@code /aws-access status} adds for operators. */
@ApplicationScoped
class OperationsStatus {
  private static final Logger LOG = Logger.getLogger(OperationsStatus.class);

  private final OpenAlarms alarms;
  private final IdentityResolver identities;
  private final OperatorLookup operators;
  private final EphemeralMessages ephemeral;

  OperationsStatus(
      OpenAlarms alarms,
      IdentityResolver identities,
      OperatorLookup operators,
      EphemeralMessages ephemeral) {
    this.alarms = alarms;
    this.identities = identities;
    this.operators = operators;
    this.ephemeral = ephemeral;
  }

  /**
   * Returns at once. Tells operators what is open. Sends nothing to other people, or if nothing is
   * open.
   */
  void later(ChatUser user, ReplyTo replyTo) {
    Thread.startVirtualThread(() -> tell(user, replyTo));
  }

  private void tell(ChatUser user, ReplyTo replyTo) {
    try {
      Operations open = alarms.read();
      if (open.anything()
          && identities.identifyToShow(user) instanceof Identification.Known known
          && operators.include(known.person().id())) {
        ephemeral.tell(replyTo, HomeOperations.summary(open).mrkdwn());
      }
    } catch (DirectoryFailure failure) {
      LOG.infof("it is unknown whether %s is an operator: %s", user.userId(), failure.forLog());
    } catch (RuntimeException e) { // The status itself has been answered.
      LOG.errorf(e, "the open alarms could not be added to a status");
    }
  }
}
