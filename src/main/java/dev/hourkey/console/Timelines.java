package dev.hourkey.console;

import dev.hourkey.audit.AuditEntry;
import dev.hourkey.audit.AuditTrail;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.Collection;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.UUID;

/** Reads the whole story of something from the audit trail. */
@ApplicationScoped
class Stories {
  private final AuditTrail trail;

  Stories(AuditTrail trail) {
    this.trail = trail;
  }

  /** What happened to all of these, in its order. */
  List<StoryLine> of(Collection<UUID> subjects) {
    return subjects.stream()
        .distinct()
        .flatMap(one -> trail.after(0, Optional.of(one.toString()), AuditTrail.MOST).stream())
        .sorted(Comparator.comparingLong(AuditEntry::seq))
        .map(StoryLine::of)
        .toList();
  }

  /** The last thing that happened to it. */
  Optional<StoryLine> last(UUID subject) {
    List<StoryLine> all = of(List.of(subject));
    return all.isEmpty() ? Optional.empty() : Optional.of(all.getLast());
  }
}
