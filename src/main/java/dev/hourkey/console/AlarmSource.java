package dev.hourkey.console;

import dev.hourkey.notification.Notification;
import java.util.function.Supplier;
import java.util.stream.Stream;

/**
 * Supplies the alarms of one kind of trouble.
 *
 * @param kind the notification that tells operators about it
 * @param open a line for each that is open now
 */
record AlarmSource(Class<? extends Notification> kind, Supplier<Stream<Alarm>> open) {}
