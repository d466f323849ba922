package dev.hourkey.sandbox.oncall;

import java.time.Instant;
import java.util.List;

/**
 * One schedule.
 *
 * @param policies how many of PagerDuty's escalation policies use it
 */
record Rota(String id, List<Duty> rotation, List<Duty> overrides, int policies) {
  Rota {
    rotation = List.copyOf(rotation);
    overrides = List.copyOf(overrides);
  }

  /** Who is on call: an override takes the place of the rotation. */
  List<Duty> at(Instant time) {
    List<Duty> override = overrides.stream().filter(duty -> duty.covers(time)).toList();
    return override.isEmpty()
        ? rotation.stream().filter(duty -> duty.covers(time)).toList()
        : override;
  }
}
