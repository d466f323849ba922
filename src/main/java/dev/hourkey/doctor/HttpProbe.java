package dev.hourkey.doctor;

import java.net.URI;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import java.util.Optional;

/** Calls addresses over HTTP, through this machine's proxy and with its certificates. */
public interface HttpProbe {
  /** Posts a form; if the form is empty, reads the address. */
  Reached ask(URI address, Map<String, String> form);

  /** Reads an address, without credentials. */
  default Reached get(URI address) {
    return ask(address, Map.of());
  }

  /** The result of a call. */
  sealed interface Reached {
    /**
     * Something answered, with any status.
     *
     * @param date the time in the answer
     * @param ahead how far that time is ahead of this machine's clock
     * @param location where the answer redirects the caller, if it does
     */
    record Answered(
        int status, Optional<Instant> date, Duration ahead, Optional<URI> location, String body)
        implements Reached {}

    /** Nothing answered. */
    record Failed(ConnectionFailure cause, String why) implements Reached {}
  }
}
