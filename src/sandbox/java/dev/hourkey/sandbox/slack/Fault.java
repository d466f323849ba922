package dev.hourkey.sandbox.slack;

/**
 * A fault that is switched on.
 *
 * @param at a Web API method, or {@code delivery/slash_commands}, {@code delivery/interactive},
 *     {@code delivery/events_api}; a {@code *} at its end stands for anything
 * @param times how often; {@link #ALWAYS} until it is cleared
 * @param detail what the kind needs to know
 */
public record Fault(String at, Kind kind, int times, String detail) {
  /** Until it is cleared. */
  public static final int ALWAYS = Integer.MAX_VALUE;

  /** What goes wrong. */
  public enum Kind {
    /** The Web API answers 429; the detail is {@code Retry-After} in seconds. */
    RATE_LIMITED,
    /** The Web API answers {@code ok:false} with the detail as its error. */
    ERROR,
    /** The Web API answers 500 with a page of HTML. */
    HTML,
    /** The Web API or the app carries out the call, but the answer is lost. */
    LOST,
    /** The call or delivery is held up; the detail is milliseconds. */
    SLOW,
    /** The delivery never arrives. */
    DROPPED,
    /** The delivery arrives twice, the same bytes. */
    TWICE,
    /** The delivery is signed with another secret. */
    BAD_SIGNATURE,
    /** The delivery is signed, but its time is an hour ahead. */
    FUTURE
  }

  boolean concerns(String place) {
    return at.endsWith("*") ? place.startsWith(at.substring(0, at.length() - 1)) : place.equals(at);
  }

  Fault once() {
    return times == ALWAYS ? this : new Fault(at, kind, times - 1, detail);
  }
}
