package dev.hourkey.slack;

import jakarta.enterprise.context.ApplicationScoped;
import java.util.EnumMap;
import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;
import org.jboss.logging.Logger;

/**
 * Counts the forms that Slack has refused in a row. Readiness does not depend on this count: if no
 * replica were ready, people could not even click, and nothing would notice that Slack accepts
 * forms again.
 */
@ApplicationScoped
public class ModalFailures {
  private static final Logger LOG = Logger.getLogger(ModalFailures.class);

  /** From this many failures on, it is probably not just one person's problem. */
  static final int SUSPICIOUS = 3;

  private final Map<Form, AtomicInteger> refused = new EnumMap<>(Form.class);

  ModalFailures() {
    for (Form form : Form.values()) {
      refused.put(form, new AtomicInteger());
    }
  }

  /** A form; Slack may refuse one because of its content, and accept others. */
  public enum Form {
    REQUEST,
    DENY,
    APPROVE,
    EXTEND,
    REVOKE,
    REVIEW,
    ACCESS
  }

  /** How many forms of this kind Slack has refused, or not answered, since it last accepted one. */
  public int refusedInARow(Form form) {
    return count(form).get();
  }

  /** Notes that Slack accepted a form. */
  public void accepted(Form form) {
    if (count(form).getAndSet(0) >= SUSPICIOUS) {
      LOG.infof("Slack accepts the form %s again", form);
    }
  }

  /** Notes that Slack refused a form, or did not answer, and why. */
  public void refused(Form form, String why) {
    int inARow = count(form).incrementAndGet();
    if (inARow == SUSPICIOUS) {
      LOG.errorf(
          "Slack refused the form '%s' %d times in a row: %s; nobody can use it",
          form, inARow, why);
    }
  }

  private AtomicInteger count(Form form) {
    return refused.computeIfAbsent(form, _ -> new AtomicInteger());
  }
}
