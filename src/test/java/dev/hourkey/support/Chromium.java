package dev.hourkey.support;

import static dev.hourkey.support.Patience.PATIENCE;
import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import com.microsoft.playwright.Browser;
import com.microsoft.playwright.BrowserType;
import com.microsoft.playwright.Page;
import com.microsoft.playwright.Playwright;
import com.microsoft.playwright.assertions.PlaywrightAssertions;
import com.microsoft.playwright.options.ScreenshotAnimations;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * The Chromium that is installed on this machine; without one, the test is skipped and says so.
 * What a page could not load, or a script could not do, fails the test at the end.
 */
public final class Chromium implements AutoCloseable {
  private static final Path PICTURES = Path.of("target/screenshots");

  private final Playwright playwright;
  private final Browser browser;
  private final List<String> broken = new ArrayList<>();

  public Chromium() {
    Optional<Path> installed = installed();
    assumeTrue(installed.isPresent(), "The page is tested in Chromium: apt-get install chromium");
    PlaywrightAssertions.setDefaultAssertionTimeout((double) PATIENCE.toMillis());
    playwright =
        Playwright.create(
            new Playwright.CreateOptions().setEnv(Map.of("PLAYWRIGHT_SKIP_BROWSER_DOWNLOAD", "1")));
    browser =
        playwright
            .chromium()
            .launch(
                new BrowserType.LaunchOptions()
                    .setExecutablePath(installed.orElseThrow())
                    .setArgs(
                        List.of(
                            "--no-sandbox",
                            "--disable-gpu",
                            "--disable-quic",
                            "--no-first-run",
                            "--disable-background-networking",
                            "--disable-component-update",
                            "--disable-sync")));
  }

  /** A new window of this size. */
  public Page open(int width, int height) {
    Page page = browser.newPage(new Browser.NewPageOptions().setViewportSize(width, height));
    page.setDefaultTimeout((double) PATIENCE.toMillis());
    page.onResponse(
        response -> {
          boolean sessionOver = response.status() == 499; // The page loads again, to sign in.
          if (response.status() >= 400
              && !sessionOver
              && !response.request().isNavigationRequest()) {
            broken.add(response.status() + " " + response.url());
          }
        });
    page.onPageError(broken::add);
    return page;
  }

  /** Keeps what is seen now as {@code target/screenshots/NAME.png}. */
  public static void picture(Page page, String name) {
    page.screenshot(
        new Page.ScreenshotOptions()
            .setPath(PICTURES.resolve(name + ".png"))
            .setAnimations(ScreenshotAnimations.DISABLED));
  }

  @Override
  public void close() {
    playwright.close();
    assertThat(broken).as("what pages could not load or do").isEmpty();
  }

  private static Optional<Path> installed() {
    return Stream.of(
            System.getenv("CHROMIUM_PATH"),
            "/usr/bin/chromium",
            "/usr/bin/chromium-browser",
            "/usr/bin/google-chrome")
        .filter(Objects::nonNull)
        .map(Path::of)
        .filter(Files::isExecutable)
        .findFirst();
  }
}
