package dev.hourkey.retry;

import java.util.function.Consumer;
import java.util.function.Supplier;

/**
 * Spaces out the calls that background work makes to vendors, so that they leave the vendors'
 * limits to people who wait for an answer. Adapters await a turn before every attempt of a call.
 * Work that does not run inside {@link #with} never waits.
 */
public final class CallPacing {
  private static final ScopedValue<Consumer<Vendor>> TURNS = ScopedValue.newInstance();

  private CallPacing() {}

  /** The vendor whose limit applies. */
  public enum Vendor {
    ENTRA,
    AWS
  }

  /**
   * Runs background work.
   *
   * @param turns blocks until the next call to the vendor may be made
   */
  public static <T> T with(Consumer<Vendor> turns, Supplier<T> work) {
    return ScopedValue.where(TURNS, turns).call(work::get);
  }

  /** Waits for the turn of a call, if the caller is background work. */
  public static void await(Vendor vendor) {
    if (TURNS.isBound()) {
      TURNS.get().accept(vendor);
    }
  }
}
