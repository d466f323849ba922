package dev.hourkey.export;

import jakarta.enterprise.context.ApplicationScoped;
import java.io.IOException;
import java.io.OutputStream;
import java.util.Optional;
import java.util.concurrent.Semaphore;
import org.jboss.logging.Logger;

/** Exports that people and programs download, only a few at once on each replica. */
@ApplicationScoped
public class Downloads {
  private static final Logger LOG = Logger.getLogger(Downloads.class);

  /** Each download uses a connection and reads a lot, and grants must not wait for downloads. */
  private static final int AT_ONCE = 2;

  private final Exporter exporter;
  private final DownloadPermit permit;
  private final Semaphore free = new Semaphore(AT_ONCE);

  Downloads(Exporter exporter, DownloadPermit permit) {
    this.exporter = exporter;
    this.permit = permit;
  }

  /** A download that was begun, to be written in the same HTTP request. */
  @FunctionalInterface
  public interface Download {
    void writeTo(OutputStream out) throws IOException;
  }

  /** Begins a download; empty while others are running. */
  public Optional<Download> begin(ExportSpec spec, String by) {
    if (!permit.acquire(free)) {
      return Optional.empty();
    }
    Export export = exporter.begin(spec, by);
    return Optional.of(out -> write(export, out));
  }

  /**
   * After the first bytes, the HTTP status can no longer say that the export failed. The missing
   * last line does.
   */
  private static void write(Export export, OutputStream out) throws IOException {
    try {
      export.writeTo(out);
    } catch (RuntimeException e) {
      LOG.errorf(e, "an export broke off; its file has no last line");
      throw new IOException("the export broke off", e);
    }
  }
}
