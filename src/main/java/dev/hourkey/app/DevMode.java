package dev.hourkey.app;

import io.quarkus.dev.console.DevConsoleManager;
import java.net.MalformedURLException;
import java.net.URL;
import java.net.URLClassLoader;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;

/**
 * Starts the sandbox under {@code quarkus:dev}. It is loaded by name from the working copy, because
 * it is not part of the packaged application.
 */
final class DevMode {
  private static final String EMBEDDED_DATABASE =
      "io.zonky.test.db.postgres.embedded.EmbeddedPostgres";

  private static final String LOADER = "dev.hourkey.sandbox.loader";

  private DevMode() {}

  /**
   * Whether this is {@code quarkus:dev}. In that mode, the embedded database is on the class path;
   * a packaged application does not contain it. Quarkus itself knows its mode only once it runs.
   */
  static boolean active() {
    try {
      var _ = embeddedDatabase();
      return true;
    } catch (ClassNotFoundException e) {
      return false;
    }
  }

  /** Runs Hourkey beside the sandbox, which has provided its settings. */
  static void run(Runnable hourkey) {
    Thread thread = Thread.currentThread();
    ClassLoader own = thread.getContextClassLoader();
    try {
      ClassLoader loader = loader();
      thread.setContextClassLoader(loader); // The sandbox's threads keep it.
      loader.loadClass("dev.hourkey.sandbox.DevSandbox").getMethod("start").invoke(null);
    } catch (MalformedURLException | ReflectiveOperationException e) {
      throw new IllegalStateException("start the sandbox", e);
    } finally {
      thread.setContextClassLoader(own);
    }
    hourkey.run();
  }

  /**
   * The class loader of the sandbox. A hot reload gives Hourkey another class loader and calls
   * {@code main} again. The sandbox survives, because its class loader is stored where Quarkus
   * keeps objects across reloads, and has only the class loader of the libraries as its parent.
   */
  static ClassLoader loader() throws MalformedURLException, ClassNotFoundException {
    @Nullable ClassLoader kept = DevConsoleManager.getGlobal(LOADER);
    if (kept == null) {
      kept = new URLClassLoader("sandbox", classPath(), embeddedDatabase().getClassLoader());
      DevConsoleManager.setGlobal(LOADER, kept);
    }
    return kept;
  }

  private static Class<?> embeddedDatabase() throws ClassNotFoundException {
    return Class.forName(EMBEDDED_DATABASE, false, Thread.currentThread().getContextClassLoader());
  }

  private static URL[] classPath() throws MalformedURLException {
    return new URL[] {
      Path.of("target/sandbox-classes").toUri().toURL(),
      Path.of("src/sandbox/resources").toUri().toURL()
    };
  }
}
