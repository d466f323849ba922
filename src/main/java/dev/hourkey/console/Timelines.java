package dev.hourkey.console;

import dev.hourkey.audit.AuditEntry;
import dev.hourkey.audit.AuditTrail;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.Collection;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.UUID;

/** Builds the timeline of a request or a grant from its audit events. */
@ApplicationScoped
class Timelines {
  private final AuditTrail trail;

  Timelines(AuditTrail trail) {
    this.trail = trail;
  }

  /** The events of all these subjects, in the order of the trail. */
  List<TimelineEntry> of(Collection<UUID> subjects) {
    return subjects.stream()
        .distinct()
        .flatMap(
            one -> trail.after(0, Optional.of(one.toString()), AuditTrail.MAX_ENTRIES).stream())
        .sorted(Comparator.comparingLong(AuditEntry::seq))
        .map(TimelineEntry::of)
        .toList();
  }

  /** The latest event of a subject. */
  Optional<TimelineEntry> last(UUID subject) {
    List<TimelineEntry> all = of(List.of(subject));
    return all.isEmpty() ? Optional.empty() : Optional.of(all.getLast());
  }
}
