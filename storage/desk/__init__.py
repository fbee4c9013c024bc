"""The desk's record: its people, drafts, ledes, and every act of it."""
