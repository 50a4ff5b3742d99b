/** Where a question stands about what a form asks for, or about the form itself: above Ant Design's windows, which stand at 1000. */
export const ABOVE_FORMS = 1100;
