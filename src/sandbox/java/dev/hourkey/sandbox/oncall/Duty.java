package dev.hourkey.sandbox.oncall;

import java.time.Instant;

/** A time for which somebody is on call. */
public record Duty(Responder who, Instant start, Instant end) {
  boolean covers(Instant time) {
    return !time.isBefore(start) && time.isBefore(end);
  }
}
