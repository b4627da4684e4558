/** The floor of every comparison: what Node and AWS's runtime client cost without any code of ours. */
export const handler = async () => ({ statusCode: 200 });
