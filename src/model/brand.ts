declare const brand: unique symbol;

/** A value that has been checked once, where it was read. The only casts live beside the check. */
export type Brand<T, Name extends string> = T & { readonly [brand]: Name };
