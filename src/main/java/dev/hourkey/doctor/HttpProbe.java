package dev.hourkey.doctor;

import java.net.URI;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import java.util.Optional;

/** Asks addresses by HTTP, as the machine can: through its proxy, and with its certificates. */
public interface HttpProbe {
  /** Posts a form; reads the address if the form is empty. */
  Reached ask(URI address, Map<String, String> form);

  /** Reads an address, without credentials. */
  default Reached get(URI address) {
    return ask(address, Map.of());
  }

  /** The result. */
  sealed interface Reached {
    /**
     * Something answered, with any status.
     *
     * @param date what the answer says the time is
     * @param ahead how far that is ahead of this machine's clock
     * @param location where it sends the caller, if it does
     */
    record Answered(
        int status, Optional<Instant> date, Duration ahead, Optional<URI> location, String body)
        implements Reached {}

    /** Nothing answered. */
    record Failed(ConnectionFailure cause, String why) implements Reached {}
  }
}
