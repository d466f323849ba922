package dev.hourkey.slack;

import dev.hourkey.request.AccessRequest;
import dev.hourkey.request.Extension;
import java.time.Duration;
import java.time.Instant;

/**
 * The data for messages about the active access that a request extends.
 *
 * @param since when it began
 * @param ends when it ends without the request
 * @param until when it ends if the request is approved as it is now
 * @param more how much longer that is
 */
record ExtensionDetails(Instant since, Instant ends, Instant until, Duration more) {
  static ExtensionDetails of(AccessRequest request, Extension extension) {
    return new ExtensionDetails(
        extension.begin(),
        extension.extendsFrom(),
        extension.until(request.duration()),
        request.duration().minus(extension.before()));
  }

  /** Continues a sentence after the new total: the added time, and the new end. */
  Sentence words() {
    return Sentence.of(" in total ({} more, until {} instead of {})", more, until, ends);
  }
}
