package dev.hourkey.aws;

import jakarta.enterprise.context.ApplicationScoped;
import java.time.Clock;
import org.jboss.logging.Logger;
import software.amazon.awssdk.core.exception.SdkException;

/** What accounts are called, where Organizations tells. */
@ApplicationScoped
class Accounts {
  private static final Logger LOG = Logger.getLogger(Accounts.class);

  private final Aws aws;
  private final Remembered<String, String> names;

  Accounts(Aws aws, Clock clock) {
    this.aws = aws;
    this.names = new Remembered<>(clock);
  }

  /** The account's name, or its id: a name is nice to have. */
  String name(String id) {
    return names.get(id, this::ask);
  }

  private String ask(String id) {
    try {
      String name = aws.organizations().describeAccount(r -> r.accountId(id)).account().name();
      return name == null || name.isBlank() ? id : name;
    } catch (SdkException e) {
      LOG.debugf(e, "AWS Organizations does not tell the name of account %s", id);
      return id;
    }
  }
}
