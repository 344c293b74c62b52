"""The view "Draw one yourself": the judge reads it, the discriminator judges it, the generator comes close."""
