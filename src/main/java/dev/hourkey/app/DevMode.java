package dev.hourkey.app;

import java.io.Closeable;
import java.io.IOException;
import java.net.MalformedURLException;
import java.net.URL;
import java.net.URLClassLoader;
import java.nio.file.Path;

/**
 * Starts the sandbox under {@code quarkus:dev}. It is loaded by name from the working copy, because
 * it is no part of the packaged application.
 */
final class DevMode {
  private static final String EMBEDDED_DATABASE =
      "io.zonky.test.db.postgres.embedded.EmbeddedPostgres";

  private DevMode() {}

  /**
   * Whether this is {@code quarkus:dev}: the embedded database is on the class path, and a packaged
   * application does not contain it. Quarkus itself knows its mode only once it runs.
   */
  static boolean active() {
    try {
      Class.forName(EMBEDDED_DATABASE, false, Thread.currentThread().getContextClassLoader());
      return true;
    } catch (ClassNotFoundException e) {
      return false;
    }
  }

  /** Runs Hourkey beside the sandbox, which has provided its settings. */
  static void run(Runnable hourkey) {
    ClassLoader parent = Thread.currentThread().getContextClassLoader();
    try (var loader = new URLClassLoader(classPath(), parent);
        Closeable _ = (Closeable) start(loader)) {
      hourkey.run();
    } catch (IOException | ReflectiveOperationException e) {
      throw new IllegalStateException("start the sandbox", e);
    }
  }

  private static Object start(ClassLoader loader) throws ReflectiveOperationException {
    return loader.loadClass("dev.hourkey.sandbox.DevSandbox").getMethod("start").invoke(null);
  }

  private static URL[] classPath() throws MalformedURLException {
    return new URL[] {
      Path.of("target/sandbox-classes").toUri().toURL(),
      Path.of("src/sandbox/resources").toUri().toURL()
    };
  }
}
