package dev.hourkey.catalog;

import dev.hourkey.catalog.StoredAnswer.Value;
import dev.hourkey.person.DirectoryFailure;
import dev.hourkey.person.VendorError.Party;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.BiFunction;
import java.util.function.Supplier;
import org.jboss.logging.Logger;

/** Asks one vendor questions, one after the other, for a limited time. */
final class DiscoveryRound {
  private static final Logger LOG = Logger.getLogger(DiscoveryRound.class);

  /** After this many temporary failures in a row, the vendor is no longer asked. */
  private static final int MAX_FAILURES = 3;

  private final Party party;
  private final Duration longest;
  private final AnswerStore store;
  private final CatalogListener listener;
  private final DirectorySnapshot known;
  private final long began = System.nanoTime();
  private final List<DirectoryFailure> failures = new ArrayList<>();
  private int inARow;
  private boolean asked;
  private boolean leftSome;

  DiscoveryRound(Party party, Duration longest, AnswerStore store, CatalogListener listener) {
    this.party = party;
    this.longest = longest;
    this.store = store;
    this.listener = listener;
    this.known = store.load();
  }

  /** What was known when the round began. */
  DirectorySnapshot known() {
    return known;
  }

  Instant now() {
    return known.now().plusNanos(System.nanoTime() - began);
  }

  void ask(DirectoryQuery question, Supplier<Value> source) {
    ask(question, source, (before, value) -> before.answered(value, now()));
  }

  <V extends Value> void ask(
      DirectoryQuery question,
      Supplier<V> source,
      BiFunction<StoredAnswer, V, StoredAnswer> accept) {
    StoredAnswer before = known.to(question);
    ask(Set.of(question), () -> Map.of(question, accept.apply(before, source.get())));
  }

  void ask(Set<DirectoryQuery> questions, Supplier<Map<DirectoryQuery, StoredAnswer>> source) {
    if (inARow >= MAX_FAILURES || !now().isBefore(known.now().plus(longest))) {
      leftSome = true;
      return;
    }
    asked = true;
    Map<DirectoryQuery, StoredAnswer> answers = new HashMap<>();
    try {
      answers.putAll(source.get());
      inARow = 0;
    } catch (RuntimeException e) {
      DirectoryFailure failure = e instanceof DirectoryFailure said ? said : unreadable(e);
      inARow = failure.lasting() ? 0 : inARow + 1; // A refusal concerns only one group.
      failed(failure);
      questions.forEach(one -> answers.put(one, known.to(one).failed(failure, now())));
    }
    store.put(answers);
  }

  /** The failure for an answer that Hourkey cannot read. It affects only one question. */
  private DirectoryFailure unreadable(RuntimeException e) {
    LOG.errorf(e, "Hourkey could not read an answer from %s", party.name());
    return DirectoryFailure.temporary("read an answer from " + party.name(), null, e);
  }

  void failed(DirectoryFailure failure) {
    failures.add(failure);
  }

  /** Reports how the vendor answered. Credentials that do not work are reported elsewhere. */
  boolean end() {
    failures.stream()
        .filter(failure -> !failure.ofCredentials() && failure.vendorError().isPresent())
        .max(Comparator.comparing(DirectoryFailure::lasting))
        .ifPresent(
            failure -> listener.failed(failure.vendorError().orElseThrow(), failure.lasting()));
    if (asked && failures.isEmpty()) {
      listener.answered(party, Optional.empty());
    }
    return leftSome && inARow < MAX_FAILURES;
  }
}
