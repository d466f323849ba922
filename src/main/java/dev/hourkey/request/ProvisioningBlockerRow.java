package dev.hourkey.request;

import dev.hourkey.notification.Incident;
import jakarta.persistence.Entity;
import jakarta.persistence.Id;
import jakarta.persistence.Table;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** Something that operators have to fix before requests can succeed. */
@Entity
@Table(name = "provisioning_blocker")
class ProvisioningBlockerRow extends Incident {
  /** The check that failed, and the object id of the group or person that it is about. */
  @Id private String cause = "";

  private @Nullable String toRequester;

  String cause() {
    return cause;
  }

  /** Records the message for the person who is affected. */
  void tellRequester(String sentence) {
    toRequester = sentence;
  }

  Stream<ProvisioningBlockers.Known> known() {
    return toRequester == null
        ? Stream.empty()
        : Stream.of(new ProvisioningBlockers.Known(toRequester, lastSeen()));
  }
}
