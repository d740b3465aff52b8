/** Exit codes of every command (product.md): fine; the thing asked about is bad; wrong use or configuration. */
export const EXIT_FINE = 0;
export const EXIT_BAD = 1;
export const EXIT_USAGE = 2;
