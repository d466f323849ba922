package dev.hourkey.api;

import jakarta.ws.rs.NameBinding;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;

/** Marks resources that only callers with the token may use. */
@NameBinding
@Retention(RetentionPolicy.RUNTIME)
@interface TokenRequired {}
