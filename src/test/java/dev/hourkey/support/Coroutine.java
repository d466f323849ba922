package dev.hourkey.support;

import java.lang.invoke.MethodHandle;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.MethodType;

/**
 * Work that can be paused in the middle and resumed later, in an order that the test decides. Built
 * on the continuations below the JDK's virtual threads, because the JVM schedules threads in an
 * order that differs from run to run.
 */
public final class Coroutine {
  private static final MethodHandle NEW;
  private static final MethodHandle RUN;
  private static final MethodHandle DONE;
  private static final MethodHandle YIELD;

  static {
    try {
      Class<?> continuation = Class.forName("jdk.internal.vm.Continuation");
      Class<?> scope = Class.forName("jdk.internal.vm.ContinuationScope");
      MethodHandles.Lookup lookup = MethodHandles.lookup();
      Object managed = scope.getConstructor(String.class).newInstance("hourkey");
      NEW =
          lookup
              .findConstructor(
                  continuation, MethodType.methodType(void.class, scope, Runnable.class))
              .bindTo(managed)
              .asType(MethodType.methodType(Object.class, Runnable.class));
      RUN = method(lookup, continuation, "run", void.class);
      DONE = method(lookup, continuation, "isDone", boolean.class);
      YIELD =
          lookup
              .findStatic(continuation, "yield", MethodType.methodType(boolean.class, scope))
              .bindTo(managed);
    } catch (ReflectiveOperationException e) {
      throw new ExceptionInInitializerError(e);
    }
  }

  private final Object continuation;

  public Coroutine(Runnable work) {
    try {
      continuation = NEW.invokeExact(work);
    } catch (Throwable e) {
      throw new IllegalStateException(e);
    }
  }

  /** Continues until the work pauses or ends; returns whether it has ended. */
  public boolean step() {
    try {
      RUN.invokeExact(continuation);
      return (boolean) DONE.invokeExact(continuation);
    } catch (RuntimeException | Error e) {
      throw e;
    } catch (Throwable e) {
      throw new IllegalStateException(e);
    }
  }

  /** Leaves the work that is running until the next {@link #step}. */
  public static void pause() {
    try {
      boolean _ = (boolean) YIELD.invokeExact();
    } catch (Throwable e) {
      throw new IllegalStateException(e);
    }
  }

  private static MethodHandle method(
      MethodHandles.Lookup lookup, Class<?> owner, String name, Class<?> result)
      throws ReflectiveOperationException {
    return lookup
        .findVirtual(owner, name, MethodType.methodType(result))
        .asType(MethodType.methodType(result, Object.class));
  }
}
