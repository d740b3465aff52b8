/** What the operating system said: the errno's name, and a sentence with the call and its object. */
export interface SystemError {
  readonly errno: string;
  readonly text: string;
}
