package dev.hourkey.app;

import static org.assertj.core.api.Assertions.assertThat;

import io.zonky.test.db.postgres.embedded.EmbeddedPostgres;
import java.net.URL;
import java.net.URLClassLoader;
import org.junit.jupiter.api.Test;

class DevModeTest {
  @Test
  void the_sandbox_outlives_the_class_loader_that_a_hot_reload_replaces() throws Exception {
    ClassLoader first = loaderIn("before");
    assertThat(loaderIn("after")).isSameAs(first);
    assertThat(first.getParent()).isSameAs(EmbeddedPostgres.class.getClassLoader());
    assertThat(first.loadClass("dev.hourkey.sandbox.DevSandbox")).isNotNull();
  }

  /** As when Quarkus calls {@code main} in a class loader of its own. */
  private static ClassLoader loaderIn(String name) throws Exception {
    Thread thread = Thread.currentThread();
    ClassLoader own = thread.getContextClassLoader();
    try (var ofThisStart = new URLClassLoader(name, new URL[0], own)) {
      thread.setContextClassLoader(ofThisStart);
      return DevMode.loader();
    } finally {
      thread.setContextClassLoader(own);
    }
  }
}
